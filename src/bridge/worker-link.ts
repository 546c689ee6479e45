import { AppError } from '../core/app-error.ts';
import type { FromWorker, ToWorker } from '../engine/protocol.ts';

export interface WorkerLinkEvents {
  onMessage(message: FromWorker): void;
  /** The worker is gone (killed, out of memory) or never started. */
  onDeath(error: AppError): void;
}

/** One worker and the knowledge of whether it still lives. */
export interface WorkerLink {
  post(message: ToWorker): void;
  /** Ends the worker without a word to `onDeath`. */
  end(): void;
}

let started = 0;

/**
 * Starts a worker and watches it. No event tells a page that a worker was killed, so the worker holds a Web Lock for
 * life and the page queues for it: being granted it is the news of the death.
 */
export function linkWorker(spawn: (name: string) => Worker, events: WorkerLinkEvents): WorkerLink {
  const name = `mien-engine-${Date.now()}-${started++}`;
  const worker = spawn(name);
  const watch = new AbortController();
  const die = (error: AppError): void => {
    if (watch.signal.aborted) return;
    watch.abort();
    worker.terminate();
    events.onDeath(error);
  };
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (watch.signal.aborted) return;
    if (data.type === 'ready') void awaitLock(name, watch.signal).then((granted) => { if (granted) die(deadWorker()); });
    events.onMessage(data);
  });
  worker.addEventListener('error', (event) => {
    die(new AppError({
      code: 'engine-crashed', cause: event.message,
      message: `Expected the engine to run but it failed: ${event.message || 'its script could not be loaded'}.`,
      recovery: 'Reload the page; your picture file is unchanged.',
    }));
  });
  return {
    post: (message) => { worker.postMessage(message); },
    end: () => { watch.abort(); worker.terminate(); },
  };
}

async function awaitLock(name: string, signal: AbortSignal): Promise<boolean> {
  try {
    return await navigator.locks.request(name, { signal }, () => true);
  } catch {
    return false; // aborted: we ended the worker ourselves
  }
}

function deadWorker(): AppError {
  return new AppError({
    code: 'engine-crashed',
    message: 'Expected the engine to answer but the browser ended it, most likely for want of memory.',
    recovery: 'Close other tabs or use a smaller picture, then try again.',
  });
}
