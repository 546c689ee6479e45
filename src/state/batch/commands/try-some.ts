import { memorySink } from '../../../bridge/batch-sink.ts';
import type { ItemEvent, JournalRow } from '../../../batch/journal.ts';
import { nextState } from '../../../batch/journal.ts';
import { planBatch } from '../../../batch/plan.ts';
import { spread } from '../../../batch/spread.ts';
import { wantedEdit } from '../../../batch/wanted-edit.ts';
import { deserialiseError, serialiseError } from '../../../core/app-error.ts';
import type { ModelChoice } from '../../model-choices.ts';
import { endWorkers, type Batch, type BatchWorkers } from '../batch.ts';
import { renderItem, type RunPlan } from '../edit-item.ts';
import { decideFolderCrop } from '../folder-crop.ts';
import { readRecipeReference, expectReference } from '../read-recipe-reference.ts';
import { expectModel } from '../work-through-run.ts';
import { reporting } from './reporting.ts';

/** So many pictures, spread over the folder, are tried before all of them are edited. */
export const TRIAL_FILES = 6;

/** Edits a few pictures of the folder to be looked at. They are held in memory: nothing is written, and a run does them again. */
export function trySome(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const { store } = batch;
    const { recipe, reference, source, phase } = store.getState();
    if (!recipe || !source || phase !== 'setup' || batch.run) return;
    const model = expectModel(models.find(({ manifest }) => manifest.id === recipe.bundle), recipe);
    wantedEdit(recipe, model.manifest);
    expectReference(recipe, reference);
    const run: NonNullable<Batch['run']> = { stop: new AbortController(), isPaused: false };
    batch.run = run;
    const items = spread(planBatch(source.listing.files, recipe).filter(({ problem }) => !problem), TRIAL_FILES);
    const sink = memorySink();
    store.setState({ phase: 'trying', shownRow: undefined, trial: { source, recipe, sink, rows: items.map((item) => ({ item, state: { kind: 'waiting' } })) } });
    const workers = batch.startWorkers();
    try {
      await workers.engine.loadBundle({ source: model.source, backend: 'auto' }, { signal: run.stop.signal });
      const reading = await readRecipeReference(workers, recipe, reference, model.manifest);
      const crop = (await decideFolderCrop(source, recipe.crop, model.manifest)).policy;
      const plan: RunPlan = { recipe, wanted: wantedEdit(recipe, model.manifest, reading), manifest: model.manifest, crop, source, sink };
      for (const index of items.keys()) await tryRow(batch, workers, plan, index, run.stop.signal);
    } finally {
      batch.run = undefined;
      endWorkers(workers);
      store.setState(({ trial }) => ({ phase: 'setup', trial: trial && throughOf(trial) }));
    }
  });
}

/** @throws what stops the trial; a picture's own failure is its row's */
async function tryRow({ store }: Batch, workers: BatchWorkers, plan: RunPlan, index: number, signal: AbortSignal): Promise<void> {
  const change = (event: ItemEvent): JournalRow['item'] => {
    const { trial } = store.getState();
    const row = trial!.rows[index]!;
    store.setState({ trial: { ...trial!, rows: trial!.rows.with(index, { ...row, state: nextState(row.state, event) }) } });
    return row.item;
  };
  signal.throwIfAborted();
  const item = change({ type: 'start' });
  try {
    const { blob, result } = await renderItem(workers, plan, item, signal);
    signal.throwIfAborted();
    await plan.sink.write(item.output, blob);
    change({ type: 'finish', result });
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message } = deserialiseError(serialiseError(thrown));
    change({ type: 'fail', reason: { code, message } });
  }
}

/** A trial that was stopped shows what it came to; none where that is nothing. */
function throughOf<T extends { readonly rows: readonly JournalRow[] }>(trial: T): T | undefined {
  const rows = trial.rows.filter(({ state }) => state.kind === 'done' || state.kind === 'failed');
  return rows.length > 0 ? { ...trial, rows } : undefined;
}
