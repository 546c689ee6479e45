import { nextState, type ItemEvent, type ItemResult, type ItemState, type JournalRow } from '../../batch/journal.ts';
import { PaceMeter } from '../../batch/pace.ts';
import { deserialiseError, isCancelled, serialiseError, type AppError } from '../../core/app-error.ts';
import { PART_UNREACHABLE } from '../../core/part.ts';
import type { Batch, BatchWorkers, StoredRow } from './batch.ts';
import { renderItem, type RunPlan } from './edit-item.ts';
import { putRows } from './run-journal.ts';

/** One file is read, one is at the model, one is written: more would only hold more memory. */
const FILES_UNDER_WAY = 3;

/** Failures of a place and not of a picture: the next file would most likely fail of the same. */
const PLACE_FAILURES: readonly string[] = ['disk-full', 'sink-gone', 'sink-forbidden', 'write-failed', 'source-forbidden', 'storage-blocked'];

/**
 * Works through what is waiting, until all is through or the person pauses or cancels the run. Where a folder fails for as many
 * files in a row as are under way, it stops too: a disk that is full must not use up a million rows. Where a part of the app
 * cannot be fetched it stops at once, and the file waits.
 * @throws AppError that folder's or part's failure
 */
export async function runBatch(batch: Batch, run: NonNullable<Batch['run']>, workers: BatchWorkers, plan: RunPlan): Promise<void> {
  const meter = new PaceMeter(performance.now());
  let index = 0;
  let inARow = 0;
  let broken: AppError | undefined;
  const lane = async (): Promise<void> => {
    for (;;) {
      const { rows } = batch.store.getState();
      while (index < rows.length && rows[index]?.state.kind !== 'waiting') index++;
      const row = rows[index];
      if (!row || broken || run.isPaused || run.stop.signal.aborted) return;
      const failure = await work(batch, workers, plan, index++, run.stop.signal);
      inARow = failure && PLACE_FAILURES.includes(failure.code) ? inARow + 1 : 0;
      if (failure && (inARow >= FILES_UNDER_WAY || failure.code === PART_UNREACHABLE)) broken = failure;
      meter.add(performance.now());
      const left = batch.store.getState().rows.filter(({ state }) => state.kind === 'waiting').length;
      batch.store.setState({ pace: meter.read(left) });
    }
  };
  await Promise.all(Array.from({ length: FILES_UNDER_WAY }, lane));
  if (broken) throw broken;
}

/** One row from waiting to its end; resolves with why it failed, if it did. */
async function work(batch: Batch, workers: BatchWorkers, plan: RunPlan, index: number, signal: AbortSignal): Promise<AppError | undefined> {
  const { item } = change(batch, index, { type: 'start' });
  try {
    const { blob, result } = await renderItem(workers, plan, item, signal);
    signal.throwIfAborted();
    // First the journal, then the file: after a crash in between, a file that is there is known for whole and ours.
    await keep(batch, index, result);
    await plan.sink.write(item.output, blob);
    await keepRow(batch, index, change(batch, index, { type: 'finish', result }));
    return undefined;
  } catch (thrown) {
    if (signal.aborted || isCancelled(thrown)) {
      await keepRow(batch, index, change(batch, index, { type: 'interrupt' }));
      return undefined;
    }
    const failure = deserialiseError(serialiseError(thrown));
    const { code, message } = failure;
    if (code === PART_UNREACHABLE) {
      // No file is at fault: it waits for the part to come.
      await keepRow(batch, index, change(batch, index, { type: 'interrupt' }));
      return failure;
    }
    await keepRow(batch, index, change(batch, index, { type: 'fail', reason: { code, message } }));
    return failure;
  }
}

/** Takes a row to its next state. */
export function change({ store }: Batch, index: number, event: ItemEvent): JournalRow {
  const row = store.getState().rows[index]!;
  const next = { ...row, state: nextState(row.state, event) };
  store.setState(({ rows }) => ({ rows: rows.with(index, next) }));
  return next;
}

/** Takes all rows of a kind to their next state, on the screen and in the journal. */
export async function changeAll(batch: Batch, kind: ItemState['kind'], event: ItemEvent): Promise<void> {
  const { store } = batch;
  const { rows } = store.getState();
  const changed = [...rows.entries()].filter(([, { state }]) => state.kind === kind).map(([index, row]) => [index, { ...row, state: nextState(row.state, event) }] as const);
  const next = [...rows];
  for (const [index, row] of changed) next[index] = row;
  store.setState({ rows: next });
  await putRows(batch, changed);
}

async function keep(batch: Batch, index: number, pending: ItemResult): Promise<void> {
  const row: StoredRow = { ...batch.store.getState().rows[index]!, pending };
  await putRows(batch, [[index, row]]);
}

/** A journal that cannot be written, on a full disk perhaps, must not stop the run: the row is done all the same. */
async function keepRow(batch: Batch, index: number, row: JournalRow): Promise<void> {
  await putRows(batch, [[index, row]]).catch((thrown: unknown) => { batch.store.setState({ problem: serialiseError(thrown) }); });
}
