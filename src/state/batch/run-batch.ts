import { nextState, type ItemEvent, type ItemResult, type JournalRow } from '../../batch/journal.ts';
import { PaceMeter } from '../../batch/pace.ts';
import { isCancelled, serialiseError } from '../../core/app-error.ts';
import type { Batch, BatchWorkers, StoredRow } from './batch.ts';
import { renderItem, type RunPlan } from './edit-item.ts';

/** One file is read, one is at the model, one is written: more would only hold more memory. */
const FILES_UNDER_WAY = 3;

/** Works through what is waiting, until all is through or the person pauses or cancels the run. */
export async function runBatch(batch: Batch, run: NonNullable<Batch['run']>, workers: BatchWorkers, plan: RunPlan): Promise<void> {
  const meter = new PaceMeter(performance.now());
  let index = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const { rows } = batch.store.getState();
      while (index < rows.length && rows[index]?.state.kind !== 'waiting') index++;
      const row = rows[index];
      if (!row || run.isPaused || run.stop.signal.aborted) return;
      await work(batch, workers, plan, index++, run.stop.signal);
      meter.add(performance.now());
      const left = batch.store.getState().rows.filter(({ state }) => state.kind === 'waiting').length;
      batch.store.setState({ pace: meter.read(left) });
    }
  };
  await Promise.all(Array.from({ length: FILES_UNDER_WAY }, lane));
}

async function work(batch: Batch, workers: BatchWorkers, plan: RunPlan, index: number, signal: AbortSignal): Promise<void> {
  const { item } = change(batch, index, { type: 'start' });
  try {
    const { blob, result } = await renderItem(workers, plan, item, signal);
    signal.throwIfAborted();
    // First the journal, then the file: after a crash in between, a file that is there is known for whole and ours.
    await keep(batch, index, result);
    await plan.sink.write(item.output, blob);
    await keepRow(batch, index, change(batch, index, { type: 'finish', result }));
  } catch (thrown) {
    if (signal.aborted || isCancelled(thrown)) {
      await keepRow(batch, index, change(batch, index, { type: 'interrupt' }));
      return;
    }
    const { code, message } = serialiseError(thrown);
    await keepRow(batch, index, change(batch, index, { type: 'fail', reason: { code, message } }));
  }
}

/** Takes a row to its next state. */
export function change({ store }: Batch, index: number, event: ItemEvent): JournalRow {
  const row = store.getState().rows[index]!;
  const next = { ...row, state: nextState(row.state, event) };
  store.setState(({ rows }) => ({ rows: rows.with(index, next) }));
  return next;
}

async function keep({ store, journal }: Batch, index: number, pending: ItemResult): Promise<void> {
  const row: StoredRow = { ...store.getState().rows[index]!, pending };
  await journal.putRows([[index, row]]);
}

/** A journal that cannot be written, on a full disk perhaps, must not stop the run: the row is done all the same. */
async function keepRow({ store, journal }: Batch, index: number, row: JournalRow): Promise<void> {
  await journal.putRows([[index, row]]).catch((thrown: unknown) => { store.setState({ problem: serialiseError(thrown) }); });
}
