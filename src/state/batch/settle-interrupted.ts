import type { Batch, RunHead, StoredRow } from './batch.ts';
import { change } from './run-batch.ts';
import { putRows } from './run-journal.ts';
import { sinkOf } from './run-sink.ts';

/** Rows that were being written when the page went: what is there is whole, what is not is rendered again. */
export async function settleInterrupted(batch: Batch, head: RunHead, rows: readonly StoredRow[]): Promise<void> {
  const sink = sinkOf(head);
  for (const [index, { item, state, pending }] of rows.entries()) {
    if (state.kind !== 'running' || batch.store.getState().rows[index]?.state.kind !== 'running') continue;
    const isThere = pending !== undefined && await sink.has(item.output);
    await putRows(batch, [[index, change(batch, index, isThere ? { type: 'finish', result: pending } : { type: 'interrupt' })]]);
  }
}
