import { AppError } from '../core/app-error.ts';
import { partUnreachable } from '../core/part.ts';

export interface WorkerLinkEvents<Incoming> {
  onMessage(message: Incoming): void;
  /** The worker is gone (killed, out of memory) or never started. */
  onDeath(error: AppError): void;
}

/** One worker and the knowledge of whether it still lives. */
export interface WorkerLink<Outgoing> {
  post(message: Outgoing, transfer?: Transferable[]): void;
  /** Ends the worker without a word to `onDeath`. */
  end(): void;
}

/** What a worker does, as its name and its errors say. */
export type WorkerRole = 'engine' | 'converter' | 'codec' | 'face-finder';

let started = 0;

/**
 * Starts a worker and watches it. No event tells a page that a worker was killed, so the worker holds a Web Lock for
 * life and the page queues for it: being granted it is the news of the death.
 */
export function linkWorker<Outgoing, Incoming extends { readonly type: string }>(
  role: WorkerRole, spawn: (name: string) => Worker, events: WorkerLinkEvents<Incoming>,
): WorkerLink<Outgoing> {
  const name = `mien-${role}-${Date.now()}-${started++}`;
  const worker = spawn(name);
  const watch = new AbortController();
  const die = (error: AppError): void => {
    if (watch.signal.aborted) return;
    watch.abort();
    worker.terminate();
    events.onDeath(error);
  };
  let isReady = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Incoming>) => {
    if (watch.signal.aborted) return;
    isReady = true;
    if (data.type === 'ready') void awaitLock(name, watch.signal).then((granted) => { if (granted) die(deadWorker(role)); });
    events.onMessage(data);
  });
  worker.addEventListener('error', (event) => {
    // An error without words, before the first message: the script did not come.
    die(!isReady && !event.message ? partUnreachable(`the ${role}`) : new AppError({
      code: `${role}-crashed`, cause: event.message,
      message: `Expected the ${role} to run but it failed: ${event.message}.`,
      recovery: 'Reload the page; your files are unchanged.',
    }));
  });
  return {
    post: (message, transfer = []) => { worker.postMessage(message, transfer); },
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

function deadWorker(role: WorkerRole): AppError {
  return new AppError({
    code: `${role}-crashed`,
    message: `Expected the ${role} to answer but the browser ended it, most likely for want of memory.`,
    recovery: role === 'engine' ? 'Close other tabs or use a smaller picture, then try again.' : 'Close other tabs, then try again.',
  });
}
