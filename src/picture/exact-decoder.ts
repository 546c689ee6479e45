import { AppError, deserialiseError } from '../core/app-error.ts';
import { cancelledError } from '../core/cancel.ts';
import { startDeadline } from '../core/deadline.ts';
import type { RgbaImage } from '../core/image.ts';
import { PART_STALL_MS, PART_STALLED, partUnreachable } from '../core/part.ts';
import { unreadable } from './picture-errors.ts';
import ExactWorker from './exact-worker.ts?worker';
import type { ExactAnswer, ExactRequest } from './exact-worker.ts';

/**
 * Decodes without a canvas, in a worker of its own that ends afterwards: these decoders do not stop half-way, so cancelling
 * ends them, and WebAssembly gives its memory back in no other way. The request's bytes move there and are gone here.
 * @throws AppError `picture-unreadable`, `picture-too-large`, `decoder-failed`, `part-unreachable`; AbortError
 */
export function decodeExactly(request: ExactRequest, signal: AbortSignal | undefined): Promise<RgbaImage> {
  return new Promise((resolve, reject) => {
    const worker = new ExactWorker();
    const part = `the ${request.format.toUpperCase()} decoder`;
    const cancel = (): void => { end(() => { reject(cancelledError()); }); };
    const loading = startDeadline(PART_STALL_MS, () => { end(() => { reject(partUnreachable(part, PART_STALLED)); }); });
    const end = (settle: () => void): void => {
      loading.clear();
      worker.terminate();
      signal?.removeEventListener('abort', cancel);
      settle();
    };
    signal?.addEventListener('abort', cancel, { once: true });
    worker.addEventListener('message', ({ data }: MessageEvent<ExactAnswer>) => {
      loading.clear();
      if (data.type === 'ready') return;
      end(() => {
        if (data.type === 'decoded') resolve(data.image);
        else reject(data.type === 'refused' ? deserialiseError(data.error) : unreadable(request.name, request.format.toUpperCase(), data.damage));
      });
    });
    worker.addEventListener('error', (event) => {
      end(() => {
        reject(!event.message ? partUnreachable(part) : new AppError({
          code: 'decoder-failed', cause: event.message,
          message: `Expected ${part} for ${request.name} but it failed: ${event.message}.`,
          recovery: 'Check the connection and open the picture again, or save it as JPEG first.',
        }));
      });
    });
    worker.postMessage(request, [request.bytes.buffer]);
  });
}
