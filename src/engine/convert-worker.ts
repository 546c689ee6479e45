import { isCancelled, serialiseError } from '../core/app-error.ts';
import { throwIfCancelled } from '../core/cancel.ts';
import { serveForLife } from '../core/serve-for-life.ts';
import { listStored, removeStored, sweepUnfinished } from './bundle-store.ts';
import { exportBundleZip, importBundleZip } from './bundle-zip.ts';
import { convertCheckpointFile } from './convert-checkpoint-file.ts';
import type { FromLibrary, LibraryCallName, LibraryCalls, LibraryProgress, ToLibrary } from './convert-protocol.ts';
import { inspectFile } from './inspect-file.ts';
import { SerialQueue } from './serial-queue.ts';

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: FromLibrary): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToLibrary>) => void): void;
}

interface Context {
  readonly signal: AbortSignal;
  readonly report: (progress: LibraryProgress) => void;
}

type Handlers = { readonly [K in LibraryCallName]: (payload: LibraryCalls[K][0], context: Context) => Promise<LibraryCalls[K][1]> };

const scope = self as unknown as WorkerScope;
/** Two conversions at once would need twice the memory. */
const queue = new SerialQueue();
const running = new Map<number, AbortController>();
/** Storage that cannot be swept is still worth listing; what cannot be read at all says so itself. */
const swept = sweepUnfinished().catch(() => undefined);

const handlers: Handlers = {
  list: () => listStored(),
  inspect: async ({ file }) => inspectFile(file, (await listStored()).map(({ id }) => id)),
  convert: ({ file, choices }, { signal, report }) => queued(signal, () => convertCheckpointFile(file, choices, signal, report)),
  importZip: ({ file }, { signal, report }) => queued(signal, () => importBundleZip(file, signal, report)),
  exportZip: ({ id }) => exportBundleZip(id),
  remove: async ({ id }) => { await removeStored(id); return undefined; },
};

/** The queue is not told of the signal: a bundle that is stored is stored, even when cancelling came a moment later. */
function queued<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return queue.add(() => { throwIfCancelled(signal); return work(); });
}

async function answer<K extends LibraryCallName>(name: K, payload: LibraryCalls[K][0], id: number): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    await swept;
    const report = (progress: LibraryProgress): void => { scope.postMessage({ type: 'progress', id, progress }); };
    const value = await handlers[name](payload, { signal: controller.signal, report });
    scope.postMessage({ type: 'result', id, value });
  } catch (thrown) {
    scope.postMessage(isCancelled(thrown) ? { type: 'cancelled', id } : { type: 'error', id, error: serialiseError(thrown) });
  } finally {
    running.delete(id);
  }
}

serveForLife(scope, navigator.locks, (message) => {
  if (message.type === 'cancel') running.get(message.id)?.abort();
  else void answer(message.name, message.payload, message.id);
});
