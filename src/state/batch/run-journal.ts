import { JOURNAL_LOST, type StoredRun } from '../../bridge/batch-journal.ts';
import { AppError } from '../../core/app-error.ts';
import type { Batch, RunHead, StoredRow } from './batch.ts';

/**
 * Puts rows into the journal. Where that was deleted under the run (site data were cleared, here or in another tab), all of it is
 * written anew from what the page knows.
 */
export async function putRows(batch: Batch, rows: readonly (readonly [index: number, row: StoredRow])[]): Promise<void> {
  try {
    await batch.journal.putRows(rows);
  } catch (thrown) {
    const known = thrown instanceof AppError && thrown.code === JOURNAL_LOST ? knownRun(batch) : undefined;
    if (!known) throw thrown;
    const changed = new Map(rows);
    await batch.journal.begin({ head: known.head, rows: known.rows.map((row, index) => changed.get(index) ?? row) });
  }
}

/** The run as the journal has it, else as this page knows it, which then goes into the journal again. */
export async function loadRun(batch: Batch): Promise<StoredRun<RunHead, StoredRow> | undefined> {
  const stored = await batch.journal.load();
  const known = stored ? undefined : knownRun(batch);
  if (known) await batch.journal.begin(known);
  return stored ?? known;
}

function knownRun({ store }: Batch): StoredRun<RunHead, StoredRow> | undefined {
  const { recipe, reference, crop, source, sourceName, sinkFolder, rows } = store.getState();
  if (!recipe || !crop || rows.length === 0) return undefined;
  return { head: { recipe, reference, crop, sourceName: source?.name ?? sourceName, sourceHandle: source?.handle, sinkHandle: sinkFolder }, rows };
}
