import type { RowReason } from '../../../batch/plan.ts';
import type { Batch } from '../batch.ts';
import { change } from '../run-batch.ts';
import { reporting } from './reporting.ts';

const SKIPPED: RowReason = { code: 'skipped', message: 'Left out by you.' };

/** Leaves a file out. */
export function skipRow(batch: Batch, index: number): Promise<void> {
  return reporting(batch, () => batch.journal.putRows([[index, change(batch, index, { type: 'skip', reason: SKIPPED })]]));
}
