import { assembleZip, clearStaging, folderSink, stagedSink, type BatchSink } from '../../bridge/batch-sink.ts';
import { folderSource, hasPermission, pickFolder, type BatchSource } from '../../bridge/batch-source.ts';
import type { JournalRow } from '../../batch/journal.ts';
import { isPictureName } from '../../core/picture-formats.ts';
import { planBatch, type RowReason } from '../../batch/plan.ts';
import type { Recipe } from '../../batch/recipe.ts';
import type { SaveTarget } from '../../bridge/save-file.ts';
import { wantedEdit } from '../../batch/wanted-edit.ts';
import { AppError, isCancelled, serialiseError } from '../../core/app-error.ts';
import type { ModelChoice } from '../model-choices.ts';
import type { Batch, RunHead, StoredRow } from './batch.ts';
import { NOTHING_YET } from './batch-store.ts';
import { claimRun } from './claim-run.ts';
import { expectNoOriginals } from './expect-no-originals.ts';
import { decideFolderCrop } from './folder-crop.ts';
import { change, changeAll, runBatch } from './run-batch.ts';
import { loadRun, putRows } from './run-journal.ts';

const SKIPPED: RowReason = { code: 'skipped', message: 'Left out by you.' };
const RESULT_GONE: RowReason = { code: 'result-gone', message: 'Expected the edited picture in this browser\'s storage but it is gone: site data were cleared. Try it again.' };
const CANCELLED: RowReason = { code: 'cancelled', message: 'The run was cancelled before this file.' };

/** Shows what went wrong, unless it is that the person closed a dialog. */
export async function reporting({ store }: Batch, work: () => Promise<void>): Promise<void> {
  try {
    store.setState({ problem: undefined });
    await work();
  } catch (thrown) {
    if (!isCancelled(thrown)) store.setState({ problem: serialiseError(thrown) });
  }
}

/** Takes a folder, files or a zip as what is to be edited; a run that waits for it goes on. */
export function setSource(batch: Batch, read: () => Promise<BatchSource>, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const source = await read();
    const isAwaited = batch.store.getState().missing === 'source';
    // A run that goes on keeps the crop that was decided for its folder.
    batch.store.setState(isAwaited ? { source } : { source, crop: undefined });
    if (isAwaited) await resumeRun(batch, models);
    else await proposeCrop(batch, models);
  });
}

/** Says how the faces of the present folder would be found. */
export async function proposeCrop({ store }: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { source, recipe } = store.getState();
  const manifest = models.find((model) => model.manifest.id === recipe?.bundle)?.manifest;
  if (!source || !recipe || !manifest) return;
  const crop = await decideFolderCrop(source, recipe.crop, manifest);
  if (store.getState().source === source) store.setState({ crop });
}

export function setRecipe(batch: Batch, recipe: Recipe, models: readonly ModelChoice[]): void {
  const { recipe: before, source } = batch.store.getState();
  batch.store.setState({ recipe });
  // Without pictures there is nothing to look at, and what was said before stays said.
  if (source && (before?.crop !== recipe.crop || before.bundle !== recipe.bundle)) void reporting(batch, () => proposeCrop(batch, models));
}

/** Results go to a folder, or with `undefined` to a zip. */
export function setSinkFolder(batch: Batch, wantsFolder: boolean): Promise<void> {
  return reporting(batch, async () => {
    const sinkFolder = wantsFolder ? await pickFolder('readwrite') : undefined;
    await expectNoOriginals(batch.store.getState().source, sinkFolder, []);
    batch.store.setState({ sinkFolder });
  });
}

/** Plans and starts a run. */
export function startRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const { store, journal } = batch;
    const { recipe, source: chosen, sinkFolder } = store.getState();
    const model = models.find(({ manifest }) => manifest.id === recipe?.bundle);
    if (!recipe || !chosen) return;
    wantedEdit(recipe, expectModel(model, recipe).manifest);
    await claimRun(batch);
    if (await journal.load()) {
      // Another tab began it and went: its results are not this run's to delete.
      await restoreRun(batch, models);
      return;
    }
    store.setState({ phase: 'preparing', zip: undefined, shownRow: undefined });
    try {
      // Outputs that lie within the originals' folder are no originals.
      const source = chosen.handle && sinkFolder ? await folderSource(chosen.handle, isPictureName, sinkFolder) : chosen;
      const crop = await decideFolderCrop(source, recipe.crop, expectModel(model, recipe).manifest);
      const items = planBatch(source.listing.files, recipe);
      await expectNoOriginals(source, sinkFolder, items);
      const rows: readonly JournalRow[] = items.map((item) => ({ item, state: item.problem ? { kind: 'failed', reason: item.problem } : { kind: 'waiting' } }));
      const head: RunHead = { recipe, crop, sourceName: source.name, sourceHandle: source.handle, sinkHandle: sinkFolder };
      await clearStaging();
      await journal.begin({ head, rows });
      store.setState({ source, crop, rows, pace: undefined, sink: sinkOf(head) });
    } catch (thrown) {
      store.setState({ phase: 'setup' });
      if (!await journal.load().catch(() => undefined)) batch.claim.release();
      throw thrown;
    }
    await work(batch, models);
  });
}

/** Finds a run that a reload or a crash interrupted, and goes on with it as far as that needs no click. */
export function restoreRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const stored = await batch.journal.load();
    if (!stored || batch.store.getState().phase !== 'setup') return;
    await claimRun(batch);
    const { head, rows } = stored;
    batch.store.setState({ recipe: head.recipe, crop: head.crop, sinkFolder: head.sinkHandle, sourceName: head.sourceName, rows: rows.map(({ item, state }) => ({ item, state })), phase: 'paused' });
    const mayWrite = !head.sinkHandle || await hasPermission(head.sinkHandle, 'readwrite', false);
    const mayRead = head.sourceHandle !== undefined && await hasPermission(head.sourceHandle, 'read', false);
    if (mayWrite) await settleInterrupted(batch, head, rows);
    if (isThrough(batch)) { await finishStored(batch, head); return; }
    batch.store.setState({ missing: head.sourceHandle ? (mayRead && mayWrite ? undefined : 'permission') : 'source' });
    if (mayRead && mayWrite) await resumeRun(batch, models);
  });
}

/** Goes on with a paused or interrupted run; call it from a click, for the browser may have to ask. */
export async function resumeRun(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { store } = batch;
  await claimRun(batch);
  const stored = await loadRun(batch);
  if (!stored) return;
  const { head, rows } = stored;
  if (isThrough(batch)) { await finishStored(batch, head); return; }
  if (store.getState().sink === undefined || store.getState().source === undefined) {
    if (head.sinkHandle && !await hasPermission(head.sinkHandle, 'readwrite', true)) throw noPermission(head.sinkHandle.name);
    if (head.sourceHandle && !await hasPermission(head.sourceHandle, 'read', true)) throw noPermission(head.sourceHandle.name);
    const source = head.sourceHandle ? await folderSource(head.sourceHandle, isPictureName, head.sinkHandle) : store.getState().source;
    if (!source) { store.setState({ missing: 'source' }); return; }
    await settleInterrupted(batch, head, rows);
    // Same path, size and time: the same file. What changed or went is said so, not taken for what it was.
    const ids = new Set(planBatch(source.listing.files, head.recipe).map(({ id }) => id));
    const gone = (row: JournalRow): boolean => row.state.kind === 'waiting' && !ids.has(row.item.id);
    const sink = sinkOf(head);
    store.setState(({ rows: all }) => ({
      rows: all.map((row) => (gone(row) ? { ...row, state: { kind: 'failed', reason: { code: 'source-changed', message: 'Expected the file as it was when the run began but it changed or is gone.' } } } : row)),
      source, sink, missing: undefined,
    }));
  }
  await work(batch, models);
}

/** Gives out no more files; those under way are finished. */
export function pauseRun({ run }: Batch): void {
  if (run) run.isPaused = true;
}

/** Ends the run: files under way are dropped, waiting ones are left out. What is done stays. */
export function cancelRun(batch: Batch): Promise<void> {
  return reporting(batch, async () => {
    batch.run?.stop.abort();
    if (batch.run) return;
    await changeAll(batch, 'waiting', { type: 'skip', reason: CANCELLED });
    await finish(batch);
  });
}

/** Tries again what failed. */
export function retryFailed(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    await changeAll(batch, 'failed', { type: 'retry' });
    await resumeRun(batch, models);
  });
}

/** Leaves a file out. */
export function skipRow(batch: Batch, index: number): Promise<void> {
  return reporting(batch, () => putRows(batch, [[index, change(batch, index, { type: 'skip', reason: SKIPPED })]]));
}

export function showRow({ store }: Batch, shownRow: number | undefined): void {
  store.setState({ shownRow });
}

/** Forgets the run, and with it the staged results; recipe and source stay. */
export function newRun(batch: Batch): Promise<void> {
  return reporting(batch, async () => {
    await forget(batch);
    batch.store.setState(({ recipe, source, sinkFolder, crop }) => ({ ...NOTHING_YET, recipe, source, sinkFolder, crop }));
  });
}

/** Writes the zip where the person wants it; what was kept for it in the browser goes once it is known to be there. */
export function saveZip(batch: Batch, chooseTarget: () => Promise<SaveTarget>): Promise<void> {
  return reporting(batch, async () => {
    const { zip } = batch.store.getState();
    if (!zip) return;
    if (!await isReadable(zip)) { await finish(batch); throw zipGone(); }
    const target = await chooseTarget();
    await target.write(zip);
    if (!target.isCertain) return;
    await forget(batch);
    batch.store.setState({ zip: undefined, sink: undefined, isForgotten: true });
  });
}

async function isReadable(file: Blob): Promise<boolean> {
  return file.slice(0, 1).arrayBuffer().then(() => true, () => false);
}

async function forget(batch: Batch): Promise<void> {
  const { journal, claim } = batch;
  await claimRun(batch);
  await journal.clear();
  await clearStaging();
  claim.release();
}

async function work(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { store } = batch;
  const { recipe, crop, source, sink } = store.getState();
  if (!recipe || !crop || !source || !sink || batch.run) return;
  const model = expectModel(models.find(({ manifest }) => manifest.id === recipe.bundle), recipe);
  // Taken at once, before anything is waited for: two runs side by side would render files twice.
  const run: NonNullable<Batch['run']> = { stop: new AbortController(), isPaused: false };
  batch.run = run;
  store.setState({ phase: 'preparing', zip: undefined });
  const workers = batch.startWorkers();
  try {
    await workers.engine.loadBundle({ source: model.source, backend: 'auto' });
    store.setState({ phase: 'running' });
    await runBatch(batch, run, workers, { recipe, wanted: wantedEdit(recipe, model.manifest), manifest: model.manifest, crop: crop.policy, source, sink });
  } catch (thrown) {
    store.setState({ phase: 'paused' });
    throw thrown;
  } finally {
    batch.run = undefined;
    workers.engine.dispose();
    workers.codec.dispose();
    workers.finder.dispose();
  }
  if (store.getState().phase === 'running') await afterWork(batch, run.stop.signal.aborted);
}

async function afterWork(batch: Batch, wasCancelled: boolean): Promise<void> {
  const isWaiting = batch.store.getState().rows.some(({ state }) => state.kind === 'waiting');
  if (isWaiting && !wasCancelled) { batch.store.setState({ phase: 'paused' }); return; }
  if (isWaiting) await changeAll(batch, 'waiting', { type: 'skip', reason: CANCELLED });
  await finish(batch);
}

/** All is through: staged results become a zip. */
async function finish(batch: Batch): Promise<void> {
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

/** Whether nothing is left to be rendered. */
function isThrough({ store }: Batch): boolean {
  return !store.getState().rows.some(({ state }) => state.kind === 'waiting' || state.kind === 'running');
}

async function finishStored(batch: Batch, head: RunHead): Promise<void> {
  batch.store.setState({ sink: sinkOf(head) });
  await finish(batch);
}

/** Rows whose staged results are gone: the browser, or a person, emptied its storage. */
async function loseRows(batch: Batch, lost: ReadonlySet<string>): Promise<void> {
  const rows = [...batch.store.getState().rows.entries()].filter(([, { item, state }]) => state.kind === 'done' && lost.has(item.output));
  if (rows.length > 0) await putRows(batch, rows.map(([index]) => [index, change(batch, index, { type: 'lose', reason: RESULT_GONE })]));
}

/** Rows that were being written when the page went: what is there is whole, what is not is rendered again. */
async function settleInterrupted(batch: Batch, head: RunHead, rows: readonly StoredRow[]): Promise<void> {
  const sink = sinkOf(head);
  for (const [index, { item, state, pending }] of rows.entries()) {
    if (state.kind !== 'running' || batch.store.getState().rows[index]?.state.kind !== 'running') continue;
    const isThere = pending !== undefined && await sink.has(item.output);
    await putRows(batch, [[index, change(batch, index, isThere ? { type: 'finish', result: pending } : { type: 'interrupt' })]]);
  }
}

function sinkOf({ sinkHandle }: RunHead): BatchSink {
  return sinkHandle ? folderSink(sinkHandle) : stagedSink();
}

function expectModel(model: ModelChoice | undefined, { bundle }: Recipe): ModelChoice {
  if (model) return model;
  throw new AppError({ code: 'recipe-bundle', message: `Expected the recipe's model "${bundle}" among the models here but it is not.`, recovery: 'Import the model, or choose another one for the recipe.' });
}

function zipGone(): AppError {
  return new AppError({ code: 'result-gone', message: 'Expected the zip in this browser\'s storage but it is gone: site data were cleared.', recovery: 'Try again what failed, then save.' });
}

function noPermission(name: string): AppError {
  return new AppError({ code: 'sink-forbidden', message: `Expected permission for the folder "${name}" but it was not given.`, recovery: 'Click again and allow it.' });
}
