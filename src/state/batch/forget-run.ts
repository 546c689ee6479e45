import { clearStaging } from '../../bridge/batch-sink.ts';
import type { Batch } from './batch.ts';
import { claimRun } from './claim-run.ts';

/** Drops the journal and the staged results of the last run. */
export async function forgetRun(batch: Batch): Promise<void> {
  const { journal, claim } = batch;
  await claimRun(batch);
  await journal.clear();
  await clearStaging();
  claim.release();
}
