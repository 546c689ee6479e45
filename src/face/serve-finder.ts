import { isCancelled, serialiseError } from '../core/app-error.ts';
import { throwIfCancelled } from '../core/cancel.ts';
import { serveForLife } from '../core/serve-for-life.ts';
import type { FinderPicture, FromFinder, ToFinder } from './finder-protocol.ts';

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
export interface FinderScope<Face> {
  readonly name: string;
  postMessage(message: FromFinder<Face>): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToFinder<ImageBitmap>>) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

export type FindMessage = Extract<ToFinder<ImageBitmap>, { readonly type: 'find' }>;

/** Answers a finder's messages for the worker's life, one picture at a time. */
export function serveFinder<Face>(scope: FinderScope<Face>, find: (message: FindMessage, signal: AbortSignal) => Promise<readonly Face[]>): void {
  const running = new Map<number, AbortController>();
  let last: Promise<unknown> = Promise.resolve();
  const answer = async (message: FindMessage): Promise<void> => {
    const { id, picture } = message;
    const controller = new AbortController();
    running.set(id, controller);
    const turn = last.then(() => {
      throwIfCancelled(controller.signal);
      return find(message, controller.signal);
    });
    last = turn.catch(() => undefined);
    try {
      scope.postMessage({ type: 'result', id, faces: await turn });
    } catch (thrown) {
      scope.postMessage(isCancelled(thrown) ? { type: 'cancelled', id } : { type: 'error', id, error: serialiseError(thrown) });
    } finally {
      picture.bitmap.close();
      running.delete(id);
    }
  };
  serveForLife<ToFinder<ImageBitmap>>(scope, navigator.locks, (message) => {
    if (message.type === 'cancel') running.get(message.id)?.abort();
    else void answer(message);
  });
}

/** How much larger the picture is than what was read of it, by axis. */
export function scaleOf(picture: FinderPicture<unknown>, read: { readonly widthPx: number; readonly heightPx: number }): { readonly x: number; readonly y: number } {
  return { x: picture.widthPx / read.widthPx, y: picture.heightPx / read.heightPx };
}
