import { throwIfCancelled } from '../core/cancel.ts';
import { loadPart } from '../core/part.ts';
import { serve, type WorkerScope } from '../rpc/serve.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import { listStored, removeStored, sweepUnfinished } from './stored-models.ts';
import type { LibraryCalls, LibraryProgress } from './library-protocol.ts';

/** Fetched when they are needed: the list of stored models, all that most people ever ask for, needs none of them. */
const parts = {
  inspector: () => loadPart('the reader of model files', () => import('./inspect-file.ts')),
  converter: () => loadPart('the converter', () => import('./convert-checkpoint-file.ts')),
  zips: () => loadPart('the reader of model files', () => import('./bundle-zip.ts')),
};

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
  inspect: async ({ file }) => { await swept; return (await parts.inspector()).inspectFile(file, (await listStored()).map(({ id }) => id)); },
  convert: async (request, { signal, report }) => {
    await swept;
    const { convertCheckpointFile } = await parts.converter();
    return queued(signal, () => convertCheckpointFile(request, signal, report));
  },
  importZip: async ({ file }, { signal, report }) => {
    await swept;
    const { importBundleZip } = await parts.zips();
    return queued(signal, () => importBundleZip(file, signal, report));
  },
  exportZip: async ({ id }) => { await swept; return (await parts.zips()).exportBundleZip(id); },
  remove: async ({ id }) => { await swept; await removeStored(id); return undefined; },
});
