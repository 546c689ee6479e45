import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { changeAll } from '../run-batch.ts';
import { reporting } from './reporting.ts';
import { resumeRun } from './resume-run.ts';

/** Tries again what failed. */
export function retryFailed(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    await changeAll(batch, 'failed', { type: 'retry' });
    await resumeRun(batch, models);
  });
}
