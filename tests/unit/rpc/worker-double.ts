import { vi } from 'vitest';
import type { CallTable } from '../../../src/rpc/messages.ts';
import { serve, type Handlers, type WorkerScope } from '../../../src/rpc/serve.ts';

type Listener = (event: { readonly data: unknown; readonly message?: string }) => void;

/** Locks as the browser's pages and workers share them: one holder a name, the others wait. */
export class LocksDouble {
  readonly #held = new Map<string, (() => void)[]>();

  async request(name: string, optionsOrCallback: { readonly signal?: AbortSignal; readonly ifAvailable?: boolean } | (() => unknown), callback?: (lock: object | null) => unknown): Promise<unknown> {
    const [options, work] = typeof optionsOrCallback === 'function' ? [{}, optionsOrCallback] : [optionsOrCallback, callback!];
    const waiting = this.#held.get(name);
    if (options.ifAvailable === true) return work(waiting ? null : { name });
    if (waiting) {
      await new Promise<void>((resolve, reject) => {
        waiting.push(resolve);
        options.signal?.addEventListener('abort', () => { reject(new DOMException('gone', 'AbortError')); });
      });
    }
    this.#held.set(name, []);
    return work({ name });
  }

  /** Whoever holds the lock is gone. */
  release(name: string): void {
    const waiting = this.#held.get(name) ?? [];
    this.#held.delete(name);
    for (const next of waiting) next();
  }
}

/** A worker in the same thread; what it says comes a moment later, copied. */
export class WorkerDouble {
  readonly name: string;
  isEnded = false;
  /** Says nothing more, as one that hangs. */
  isMute = false;
  readonly #locks: LocksDouble;
  readonly #toPage: Listener[] = [];
  readonly #toWorker: Listener[] = [];
  readonly #onError: Listener[] = [];

  constructor(name: string, locks: LocksDouble) {
    this.name = name;
    this.#locks = locks;
  }

  /** The worker's own end. */
  get scope(): WorkerScope {
    return {
      name: this.name,
      postMessage: (message) => { if (!this.isMute) queueMicrotask(() => { if (!this.isEnded) for (const listener of this.#toPage) listener({ data: structuredClone(message) }); }); },
      addEventListener: (_, listener) => { this.#toWorker.push(listener); },
    };
  }

  postMessage(message: unknown): void {
    const copy: unknown = structuredClone(message);
    queueMicrotask(() => { if (!this.isEnded) for (const listener of this.#toWorker) listener({ data: copy }); });
  }

  addEventListener(type: string, listener: Listener): void {
    if (type === 'message') this.#toPage.push(listener);
    if (type === 'error') this.#onError.push(listener);
  }

  terminate(): void {
    this.isEnded = true;
    this.#locks.release(this.name);
  }

  /** Its script cannot be loaded. */
  failToStart(message: string): void {
    for (const listener of this.#onError) listener({ data: undefined, message });
  }
}

/** Starts workers that serve, and keeps them to be killed. */
export function workerFactory<Calls extends CallTable<Calls>, Progress>(handlers: Handlers<Calls, Progress>): { readonly workers: WorkerDouble[]; readonly spawn: (name: string) => Worker } {
  const locks = new LocksDouble();
  vi.stubGlobal('navigator', { locks });
  const workers: WorkerDouble[] = [];
  return {
    workers,
    spawn: (name) => {
      const worker = new WorkerDouble(name, locks);
      workers.push(worker);
      serve(worker.scope, locks, handlers);
      return worker as unknown as Worker;
    },
  };
}
