import { folderSource, hasPermission } from '../../../bridge/batch-source.ts';
import type { JournalRow } from '../../../batch/journal.ts';
import { planBatch } from '../../../batch/plan.ts';
import { AppError } from '../../../core/app-error.ts';
import { isPictureName } from '../../../core/picture-formats.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { claimRun } from '../claim-run.ts';
import { finishStored, isThrough } from '../finish-run.ts';
import { loadRun } from '../run-journal.ts';
import { sinkOf } from '../run-sink.ts';
import { settleInterrupted } from '../settle-interrupted.ts';
import { workThroughRun } from '../work-through-run.ts';

/** Goes on with a paused or interrupted run; call it from a click, for the browser may have to ask. */
export async function resumeRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { store } = batch;
  await claimRun(batch);
  const stored = await loadRun(batch);
  if (!stored) return;
  const { head, rows } = stored;
  if (isThrough(batch)) { await finishStored(batch, head); return; }
  if (store.getState().sink === undefined || store.getState().source === undefined) {
    if (head.sinkHandle && !await hasPermission(head.sinkHandle, 'readwrite', true)) throw noPermission(head.sinkHandle.name);
    if (head.sourceHandle && !await hasPermission(head.sourceHandle, 'read', true)) throw noPermission(head.sourceHandle.name);
    const source = head.sourceHandle ? await folderSource(head.sourceHandle, isPictureName, head.sinkHandle) : store.getState().source;
    if (!source) { store.setState({ missing: 'source' }); return; }
    await settleInterrupted(batch, head, rows);
    // Same path, size and time: the same file. What changed or went is said so, not taken for what it was.
    const ids = new Set(planBatch(source.listing.files, head.recipe).map(({ id }) => id));
    const gone = (row: JournalRow): boolean => row.state.kind === 'waiting' && !ids.has(row.item.id);
    const sink = sinkOf(head);
    store.setState(({ rows: all }) => ({
      rows: all.map((row) => (gone(row) ? { ...row, state: { kind: 'failed', reason: { code: 'source-changed', message: 'Expected the file as it was when the run began but it changed or is gone.' } } } : row)),
      source, sink, missing: undefined,
    }));
  }
  await workThroughRun(batch, models);
}

function noPermission(name: string): AppError {
  return new AppError({ code: 'sink-forbidden', message: `Expected permission for the folder "${name}" but it was not given.`, recovery: 'Click again and allow it.' });
}
