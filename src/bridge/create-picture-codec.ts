import { AppError } from '../core/app-error.ts';
import type { CodecCalls } from '../picture/codec-protocol.ts';
import CodecWorker from '../picture/codec-worker.ts?worker';
import { Caller } from '../rpc/call.ts';
import type { PictureCodec } from './picture-codec.ts';

/** One worker that decodes and one that encodes; each starts on first use, and again after a picture that was too much for it. */
export function createPictureCodec(): PictureCodec {
  const [decoder, encoder] = [newCaller(), newCaller()];
  return {
    decode: (blob) => decoder.call('decode', { blob }),
    encode: (request) => encoder.call('encode', request, { transfer: [request.picture.data.buffer] }),
    dispose: () => { for (const caller of [decoder, encoder]) caller.fail(new AppError({ code: 'codec-ended', message: 'Expected a running batch for the picture but it was ended.' })); },
  };
}

function newCaller(): Caller<CodecCalls> {
  return new Caller<CodecCalls>({ role: 'codec', spawn: (name) => new CodecWorker({ name }) });
}
