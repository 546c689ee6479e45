/**
 * Holds a Web Lock under the worker's name for as long as the worker lives; resolves once it is held.
 * When the browser ends the worker the lock falls free, and the page, which queues for it, knows at once.
 * A worker must say nothing before: a death after its first word and before the lock would go unnoticed.
 */
export function holdLifeLock(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => {
      resolve();
      return new Promise<never>(() => undefined);
    }).catch(reject);
  });
}
