import { serve, type WorkerScope } from '../rpc/serve.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import type { FinderCalls, FinderPicture, FindRequest } from './finder-protocol.ts';

/** Answers a finder's calls for the worker's life, one picture at a time. */
export function serveFinder<Face>(scope: WorkerScope, find: (request: FindRequest<ImageBitmap>, signal: AbortSignal) => Promise<readonly Face[]>): void {
  const queue = new SerialQueue();
  serve<FinderCalls<Face, ImageBitmap>>(scope, navigator.locks, {
    find: (request, { signal }) => queue.add(() => find(request, signal), signal).finally(() => { request.picture.bitmap.close(); }),
  });
}

/** How much larger the picture is than what was read of it, by axis. */
export function scaleOf(picture: FinderPicture<unknown>, read: { readonly widthPx: number; readonly heightPx: number }): { readonly x: number; readonly y: number } {
  return { x: picture.widthPx / read.widthPx, y: picture.heightPx / read.heightPx };
}
