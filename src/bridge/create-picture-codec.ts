import { AppError } from '../core/app-error.ts';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';
import type { CodecCalls } from '../picture/codec-protocol.ts';
import CodecWorker from '../picture/codec-worker.ts?worker';
import { Caller } from '../rpc/call.ts';
import type { PictureCodec } from './picture-codec.ts';

/** One worker that decodes and one that encodes; each starts on first use, and again after a picture that was too much for it. */
export function createPictureCodec(): PictureCodec {
  // A picture to be encoded moves to the worker, so it cannot be sent again.
  const [decoder, encoder] = [newCaller({ isSerial: true }), newCaller({ isSerial: false })];
  return {
    decode: (blob) => decoder.call('decode', { blob }),
    encode: (request) => encoder.call('encode', request, { transfer: [request.picture.data.buffer] }),
    dispose: () => { for (const caller of [decoder, encoder]) caller.fail(new AppError({ code: 'codec-ended', message: 'Expected a running batch for the picture but it was ended.' })); },
  };
}

function hung(): AppError {
  return new AppError({ code: 'codec-hung', message: `Expected a picture read or written within ${FILE_LIMIT_MS / 1000} s but received none.`, recovery: 'Leave the file out, or make it smaller.' });
}

function newCaller(policy: { readonly isSerial: boolean }): Caller<CodecCalls> {
  return new Caller<CodecCalls>({ ...policy, role: 'codec', spawn: (name) => new CodecWorker({ name }), hang: { ms: FILE_LIMIT_MS, error: hung } });
}
