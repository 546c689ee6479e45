import { AppError } from '../core/app-error.ts';
import { startDeadline } from '../core/deadline.ts';
import { PART_STALL_MS, PART_STALLED, partUnreachable } from '../core/part.ts';

/** Which worker it is, and how to start one. */
export interface WorkerOrigin {
  /** What the worker does, as its name and its errors say. */
  readonly role: string;
  /** Makes the worker under the given name. */
  readonly spawn: (name: string) => Worker;
  /** What a person can do once the browser has ended it. */
  readonly recovery?: string;
}

export interface WorkerLinkEvents<Incoming> {
  readonly onMessage: (message: Incoming) => void;
  /** The worker is gone (killed, out of memory) or never started. */
  readonly onDeath: (error: AppError) => void;
}

/** One worker and the knowledge of whether it still lives. */
export interface WorkerLink<Outgoing> {
  post(message: Outgoing, transfer?: Transferable[]): void;
  /** Ends the worker without a word to `onDeath`. */
  end(): void;
}

/**
 * Starts a worker and watches it. No event tells a page that a worker was killed, so the worker holds a Web Lock under its name for
 * life (`serve`) and the page queues for it: once the page gets the lock, the worker is dead. Pages of one origin share their
 * locks, so the name must be the only one in all of them.
 */
export function linkWorker<Outgoing, Incoming extends { readonly type: string }>(
  { role, spawn, recovery = 'Close other tabs, then try again.' }: WorkerOrigin, events: WorkerLinkEvents<Incoming>,
): WorkerLink<Outgoing> {
  const name = `mien-${role}-${crypto.randomUUID()}`;
  const worker = spawn(name);
  const watch = new AbortController();
  const die = (error: AppError): void => {
    if (watch.signal.aborted) return;
    end();
    events.onDeath(error);
  };
  const end = (): void => {
    loading.clear();
    watch.abort();
    worker.terminate();
  };
  // A script that never comes is no event either.
  const loading = startDeadline(PART_STALL_MS, () => { die(partUnreachable(`the ${role}`, PART_STALLED)); });
  const ended = new AppError({ code: `${role}-crashed`, message: `Expected the ${role} to answer but the browser ended it, most likely for want of memory.`, recovery });
  let isReady = false;
  worker.addEventListener('message', ({ data }: MessageEvent<Incoming>) => {
    if (watch.signal.aborted) return;
    isReady = true;
    loading.clear();
    if (data.type === 'ready') void awaitLock(name, watch.signal).then((granted) => { if (granted) die(ended); });
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
    end,
  };
}

/** Resolves with whether the worker's lock fell free. */
async function awaitLock(name: string, signal: AbortSignal): Promise<boolean> {
  try {
    // The worker has just said that it holds the lock. Where the page can have it all the same, site data were cleared under the
    // page: it and its new workers no longer share their locks, and nothing follows from one that is free.
    const isShared = await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock === null);
    if (!isShared) return false;
    return await navigator.locks.request(name, { signal }, () => true);
  } catch {
    return false; // aborted: we ended the worker ourselves
  }
}
