/** What is used here of a worker's global scope; the DOM library describes the page's instead. */
interface ServingScope<Incoming> {
  readonly name: string;
  postMessage(message: { readonly type: 'ready' }): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Incoming }) => void): void;
}

/** What is used here of `navigator.locks`. */
interface Locks {
  request(name: string, callback: () => Promise<never>): Promise<unknown>;
}

/**
 * Lets a worker hear its messages, and holds a Web Lock under its name for as long as it lives: when the browser ends the
 * worker the lock falls free, and the page, which queues for it, knows at once.
 * Nothing is heard before the lock is held: a death after the first answer and before the lock would go unnoticed.
 */
export function serveForLife<Incoming>(scope: ServingScope<Incoming>, locks: Locks, hear: (message: Incoming) => void): void {
  const held = new Promise<void>((resolve, reject) => {
    locks.request(scope.name, () => {
      resolve();
      return new Promise<never>(() => undefined);
    }).catch(reject);
  });
  const ready = held.then(() => { scope.postMessage({ type: 'ready' }); });
  scope.addEventListener('message', ({ data }) => { void ready.then(() => { hear(data); }); });
}
