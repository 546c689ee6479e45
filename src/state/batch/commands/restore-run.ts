import { clearStaging } from '../../../bridge/batch-sink.ts';
import { hasPermission } from '../../../bridge/batch-source.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { claimRun } from '../claim-run.ts';
import { finishStored, isThrough } from '../finish-run.ts';
import { settleInterrupted } from '../settle-interrupted.ts';
import { reporting } from './reporting.ts';
import { resumeRun } from './resume-run.ts';

/** Finds a run that a reload or a crash interrupted, and goes on with it as far as that needs no click. */
export function restoreRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const stored = await batch.journal.load();
    if (!stored) { await clearOrphans(batch); return; }
    if (batch.store.getState().phase !== 'setup') return;
    await claimRun(batch);
    const { head, rows } = stored;
    batch.store.setState({ recipe: head.recipe, reference: head.reference, crop: head.crop, sinkFolder: head.sinkHandle, sourceName: head.sourceName, rows: rows.map(({ item, state }) => ({ item, state })), phase: 'paused' });
    const mayWrite = !head.sinkHandle || await hasPermission(head.sinkHandle, 'readwrite', false);
    const mayRead = head.sourceHandle !== undefined && await hasPermission(head.sourceHandle, 'read', false);
    if (mayWrite) await settleInterrupted(batch, head, rows);
    if (isThrough(batch)) { await finishStored(batch, head); return; }
    batch.store.setState({ missing: head.sourceHandle ? (mayRead && mayWrite ? undefined : 'permission') : 'source' });
    if (mayRead && mayWrite) await resumeRun(batch, models);
  });
}

/** Edited pictures whose journal is gone: nothing leads to them any more, and they would stay in the browser without a word. */
async function clearOrphans({ store, claim, journal }: Batch): Promise<void> {
  if (store.getState().phase !== 'setup' || !await claim.take()) return;
  // Looked at once more, now that no other tab can begin one.
  if (!await journal.load() && store.getState().phase === 'setup') await clearStaging();
  if (store.getState().phase === 'setup') claim.release();
}
