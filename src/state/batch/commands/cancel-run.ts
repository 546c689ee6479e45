import type { Batch } from '../batch.ts';
import { finishRun } from '../finish-run.ts';
import { changeAll } from '../run-batch.ts';
import { CANCELLED } from '../work-through-run.ts';
import { reporting } from './reporting.ts';

/** Ends the run: files under way are dropped, waiting ones are left out. What is done stays. */
export function cancelRun(batch: Batch): Promise<void> {
  return reporting(batch, async () => {
    batch.run?.stop.abort();
    if (batch.run) return;
    await changeAll(batch, 'waiting', { type: 'skip', reason: CANCELLED });
    await finishRun(batch);
  });
}
