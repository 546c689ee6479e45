import { assembleZip } from '../../bridge/batch-sink.ts';
import type { RowReason } from '../../batch/plan.ts';
import type { Batch, RunHead } from './batch.ts';
import { change } from './run-batch.ts';
import { putRows } from './run-journal.ts';
import { sinkOf } from './run-sink.ts';

const RESULT_GONE: RowReason = { code: 'result-gone', message: 'Expected the edited picture in this browser\'s storage but it is gone: site data were cleared. Try it again.' };

/** Whether nothing is left to be rendered. */
export function isThrough({ store }: Batch): boolean {
  return !store.getState().rows.some(({ state }) => state.kind === 'waiting' || state.kind === 'running');
}

/** Ends a run of an earlier page that is through. */
export async function finishStored(batch: Batch, head: RunHead): Promise<void> {
  batch.store.setState({ sink: sinkOf(head) });
  await finishRun(batch);
}

/** All is through: staged results become a zip. */
export async function finishRun(batch: Batch): Promise<void> {
  const { store } = batch;
  const { sink, sinkFolder, rows } = store.getState();
  const done = rows.filter(({ state }) => state.kind === 'done').map(({ item }) => item.output);
  if (sink && !sinkFolder && done.length > 0) {
    store.setState({ phase: 'packing' });
    try {
      const { zip, lost } = await assembleZip(sink, done);
      await loseRows(batch, lost);
      store.setState({ zip: lost.size < done.length ? zip : undefined });
    } catch (thrown) {
      // What is staged stays: going on packs it again, once there is room.
      store.setState({ phase: 'paused' });
      throw thrown;
    }
  }
  store.setState({ phase: 'finished', pace: undefined });
}

/** Rows whose staged results are gone: the browser, or a person, emptied its storage. */
async function loseRows(batch: Batch, lost: ReadonlySet<string>): Promise<void> {
  const rows = [...batch.store.getState().rows.entries()].filter(([, { item, state }]) => state.kind === 'done' && lost.has(item.output));
  if (rows.length > 0) await putRows(batch, rows.map(([index]) => [index, change(batch, index, { type: 'lose', reason: RESULT_GONE })]));
}
