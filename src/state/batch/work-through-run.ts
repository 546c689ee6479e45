import type { RowReason } from '../../batch/plan.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { wantedEdit } from '../../batch/wanted-edit.ts';
import { AppError } from '../../core/app-error.ts';
import { batchText } from '../../text/batch.ts';
import type { ModelChoice } from '../model-choices.ts';
import { endWorkers, type Batch } from './batch.ts';
import { finishRun } from './finish-run.ts';
import { readRecipeReference } from './read-recipe-reference.ts';
import { keepPace } from './pace-memory.ts';
import { changeAll, runBatch } from './run-batch.ts';

/** Why a row that waited when its run was cancelled is left out. */
export const CANCELLED: RowReason = { code: 'cancelled', get message() { return batchText().runCancelled; } };

/** Starts the workers, works through the rows that wait, and ends the run where none does any more. */
export async function workThroughRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { store } = batch;
  const { recipe, reference, crop, source, sink } = store.getState();
  if (!recipe || !crop || !source || !sink || batch.run) return;
  const model = expectModel(models.find(({ manifest }) => manifest.id === recipe.bundle), recipe);
  // Taken at once, before anything is waited for: two runs side by side would render files twice.
  const run: NonNullable<Batch['run']> = { stop: new AbortController(), isPaused: false };
  batch.run = run;
  store.setState({ phase: 'preparing', zip: undefined });
  const workers = batch.startWorkers();
  try {
    await workers.engine.loadBundle({ source: model.source, backend: 'auto' });
    const reading = await readRecipeReference(workers, recipe, reference, model.manifest);
    store.setState({ phase: 'running' });
    const [startMs, before] = [performance.now(), throughCount(batch)];
    await runBatch(batch, run, workers, { recipe, wanted: wantedEdit(recipe, model.manifest, reading), manifest: model.manifest, crop: crop.policy, source, sink });
    keepPace(batch, recipe.bundle, { files: throughCount(batch) - before, spanMs: performance.now() - startMs });
  } catch (thrown) {
    store.setState({ phase: 'paused' });
    throw thrown;
  } finally {
    batch.run = undefined;
    endWorkers(workers);
  }
  if (store.getState().phase === 'running') await afterWork(batch, run.stop.signal.aborted);
}

/** Rows that the model has worked on. */
function throughCount({ store }: Batch): number {
  return store.getState().rows.filter(({ state }) => state.kind === 'done').length;
}

async function afterWork(batch: Batch, wasCancelled: boolean): Promise<void> {
  const isWaiting = batch.store.getState().rows.some(({ state }) => state.kind === 'waiting');
  if (isWaiting && !wasCancelled) { batch.store.setState({ phase: 'paused' }); return; }
  if (isWaiting) await changeAll(batch, 'waiting', { type: 'skip', reason: CANCELLED });
  await finishRun(batch);
}

/** @throws AppError `recipe-bundle` */
export function expectModel(model: ModelChoice | undefined, { bundle }: Recipe): ModelChoice {
  if (model) return model;
  throw new AppError({ code: 'recipe-bundle', message: `Expected the recipe's model "${bundle}" among the models here but it is not.`, recovery: 'Import the model, or choose another one for the recipe.' });
}
