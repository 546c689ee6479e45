import { AppError } from '../core/app-error.ts';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';
import type { CodecCalls } from '../picture/codec-protocol.ts';
import CodecWorker from '../picture/codec-worker.ts?worker';
import { Caller } from '../rpc/call.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import type { PictureCodec } from './picture-codec.ts';

interface CodecOptions {
  readonly spawn?: (name: string) => Worker;
}

/** One worker that decodes and one that encodes; each starts on first use, and again after a picture that was too much for it. */
export function createPictureCodec({ spawn = (name) => new CodecWorker({ name }) }: CodecOptions = {}): PictureCodec {
  const newCaller = (): Caller<CodecCalls> => new Caller<CodecCalls>({ role: 'codec', spawn, isSerial: true, hang: { ms: FILE_LIMIT_MS, error: hung } });
  const [decoder, encoder] = [newCaller(), newCaller()];
  // A picture to be encoded moves to the worker and cannot be sent again: none goes there while another one may take the worker down.
  const encodes = new SerialQueue();
  let isEnded = false;
  return {
    decode: (blob) => decoder.call('decode', { blob }),
    encode: (request) => encodes.add(() => {
      if (isEnded) throw ended();
      return encoder.call('encode', request, { transfer: [request.picture.data.buffer] });
    }),
    dispose: () => {
      isEnded = true;
      for (const caller of [decoder, encoder]) caller.fail(ended());
    },
  };
}

function ended(): AppError {
  return new AppError({ code: 'codec-ended', message: 'Expected a running batch for the picture but it was ended.' });
}

function hung(): AppError {
  return new AppError({ code: 'codec-hung', message: `Expected a picture read or written within ${FILE_LIMIT_MS / 1000} s but received none.`, recovery: 'Leave the file out, or make it smaller.' });
}
