import { isCancelled, serialiseError } from '../core/app-error.ts';
import type { CallName, CallTable, FromWorker, ToWorker } from './messages.ts';

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
export interface WorkerScope {
  readonly name: string;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** What is used here of `navigator.locks`. */
interface Locks {
  request(name: string, callback: () => Promise<never>): Promise<unknown>;
}

/** What a call's handler gets beside the payload. */
export interface CallContext<Progress> {
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export type Handlers<Calls extends CallTable<Calls>, Progress = never> = {
  readonly [K in CallName<Calls>]: (payload: Calls[K][0], context: CallContext<Progress>) => Promise<Calls[K][1]>;
};

export interface ServeOptions<Calls extends CallTable<Calls>> {
  /** What moves to the page with a result instead of being copied. */
  readonly transferables?: (value: Calls[CallName<Calls>][1]) => Transferable[];
}

/**
 * Answers a page's calls for the worker's life. It holds a Web Lock under the worker's name all the while: when the browser ends
 * the worker the lock falls free, and the page, which queues for it, knows at once. Nothing is answered before the lock is held:
 * a death after the first answer and before the lock would go unnoticed.
 */
export function serve<Calls extends CallTable<Calls>, Progress = never>(
  scope: WorkerScope, locks: Locks, handlers: Handlers<Calls, Progress>, { transferables = () => [] }: ServeOptions<Calls> = {},
): void {
  const running = new Map<number, AbortController>();
  const say = (message: FromWorker<Calls, Progress, never>, transfer: Transferable[] = []): void => { scope.postMessage(message, transfer); };

  const answer = async <K extends CallName<Calls>>(id: number, name: K, payload: Calls[K][0]): Promise<void> => {
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const value = await handlers[name](payload, { signal: controller.signal, report: (progress) => { say({ type: 'progress', id, progress }); } });
      say({ type: 'result', id, value }, transferables(value));
    } catch (thrown) {
      say(isCancelled(thrown) ? { type: 'cancelled', id } : { type: 'error', id, error: serialiseError(thrown) });
    } finally {
      running.delete(id);
    }
  };

  const held = new Promise<void>((resolve, reject) => {
    locks.request(scope.name, () => {
      resolve();
      return new Promise<never>(() => undefined);
    }).catch(reject);
  });
  const ready = held.then(() => { say({ type: 'ready' }); });
  scope.addEventListener('message', ({ data }) => {
    const message = data as ToWorker<Calls>;
    void ready.then(() => {
      if (message.type === 'cancel') running.get(message.id)?.abort();
      else void answer(message.id, message.name, message.payload);
    });
  });
}

/** Tells the page of something that no call asked for. */
export function emitTo(scope: WorkerScope): (event: unknown) => void {
  return (event) => { scope.postMessage({ type: 'event', event }); };
}
