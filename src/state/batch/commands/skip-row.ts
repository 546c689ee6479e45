import type { RowReason } from '../../../batch/plan.ts';
import { batchText } from '../../../text/batch.ts';
import type { Batch } from '../batch.ts';
import { change } from '../run-batch.ts';
import { putRows } from '../run-journal.ts';
import { reporting } from './reporting.ts';

const SKIPPED: RowReason = { code: 'skipped', get message() { return batchText().leftOutByYou; } };

/** Leaves a file out. */
export function skipRow(batch: Batch, index: number): Promise<void> {
  return reporting(batch, () => putRows(batch, [[index, change(batch, index, { type: 'skip', reason: SKIPPED })]]));
}
