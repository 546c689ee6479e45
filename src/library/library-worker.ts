import { throwIfCancelled } from '../core/cancel.ts';
import { serve, type WorkerScope } from '../rpc/serve.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import { listStored, removeStored, sweepUnfinished } from './stored-models.ts';
import { exportBundleZip, importBundleZip } from './bundle-zip.ts';
import { convertCheckpointFile } from './convert-checkpoint-file.ts';
import type { LibraryCalls, LibraryProgress } from './library-protocol.ts';
import { inspectFile } from './inspect-file.ts';

/** Two conversions at once would need twice the memory. */
const queue = new SerialQueue();
/** Storage that cannot be swept is still worth listing; what cannot be read at all says so itself. */
const swept = sweepUnfinished().catch(() => undefined);

/** The queue is not told of the signal: a bundle that is stored is stored, even when cancelling came a moment later. */
function queued<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return queue.add(() => { throwIfCancelled(signal); return work(); });
}

serve<LibraryCalls, LibraryProgress>(self as unknown as WorkerScope, navigator.locks, {
  list: async () => { await swept; return listStored(); },
  inspect: async ({ file }) => { await swept; return inspectFile(file, (await listStored()).map(({ id }) => id)); },
  convert: async ({ file, choices }, { signal, report }) => { await swept; return queued(signal, () => convertCheckpointFile(file, choices, signal, report)); },
  importZip: async ({ file }, { signal, report }) => { await swept; return queued(signal, () => importBundleZip(file, signal, report)); },
  exportZip: async ({ id }) => { await swept; return exportBundleZip(id); },
  remove: async ({ id }) => { await swept; await removeStored(id); return undefined; },
});
