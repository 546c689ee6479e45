import { AppError } from '../core/app-error.ts';
import { cancelledError } from '../core/cancel.ts';

/**
 * Runs tasks one after the other: concurrent runs on a WebGPU session deadlock it (see engine/runtime-web.ts).
 * A failed task rejects its caller and the next one runs; an aborted one that has not begun never does.
 */
export class SerialQueue {
  readonly #waiting: (() => Promise<void>)[] = [];
  #running = false;

  /** @throws whatever the task throws; an AbortError when the signal aborted first */
  add<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push(async () => {
        if (signal?.aborted) { reject(cancelledError()); return; }
        try {
          const value = await task();
          if (signal?.aborted) reject(cancelledError());
          else resolve(value);
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new AppError({ code: 'unexpected', message: 'Expected an Error but something else was thrown.', cause: thrown }));
        }
      });
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await next();
    this.#running = false;
  }
}
