import type { BatchSink } from '../../bridge/batch-sink.ts';
import type { BatchSource } from '../../bridge/batch-source.ts';
import type { BundleManifest, WantedEdit } from '../../bridge/engine-client.ts';
import { changesAnything } from '../../bridge/engine-client.ts';
import type { DecodedForBatch } from '../../bridge/picture-codec.ts';
import type { CropDecision } from '../../batch/crop-policy.ts';
import { foundTargets, squareTargets, wholeTarget, type FaceTarget } from '../../batch/face-targets.ts';
import type { ItemResult } from '../../batch/journal.ts';
import type { BatchItem } from '../../batch/plan.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { AppError } from '../../core/app-error.ts';
import type { BatchWorkers } from './batch.ts';

/** How every file of a run is edited, and where it comes from and goes to. */
export interface RunPlan {
  readonly recipe: Recipe;
  readonly wanted: WantedEdit;
  readonly manifest: BundleManifest;
  readonly crop: CropDecision['policy'];
  readonly source: BatchSource;
  readonly sink: BatchSink;
}

/**
 * One file from the source to its result, which is not written yet.
 * @throws AppError, one code for every kind of bad file
 */
export async function renderItem({ engine, codec, finder }: BatchWorkers, plan: RunPlan, item: BatchItem, signal: AbortSignal): Promise<{ readonly blob: Blob; readonly result: ItemResult }> {
  const { recipe, wanted, source, sink } = plan;
  if (item.problem) throw new AppError(item.problem);
  if (await sink.has(item.output)) throw outputExists(item.output);
  const decoded = await codec.decode(await source.open(item.path));
  const faces = await findTargets(decoded, plan, finder, signal).finally(() => { decoded.preview.close(); });
  const { picture, metadata, notes } = decoded;
  const start = performance.now();
  const { data, edits } = await engine.editFaces({ picture, faces, wanted, detail: recipe.detail }, { signal });
  // Shows in the browser's performance panel, and tests count them.
  performance.measure('mien-batch-render', { start, detail: item.path });
  performance.clearMeasures('mien-batch-render');
  const saysAi = recipe.metadata.saysAi && edits.some(changesAnything);
  const blob = await codec.encode({ picture: { ...picture, data }, metadata, encoding: recipe.output, choice: { ...recipe.metadata, saysAi } });
  return { blob, result: { faces: faces.length, widthPx: picture.widthPx, heightPx: picture.heightPx, outputBytes: blob.size, notes } };
}

async function findTargets({ picture, preview }: DecodedForBatch, { crop, manifest, recipe }: RunPlan, finder: BatchWorkers['finder'], signal: AbortSignal): Promise<readonly FaceTarget[]> {
  if (crop === 'whole') return [wholeTarget(picture)];
  const seen = { bitmap: preview, widthPx: picture.widthPx, heightPx: picture.heightPx };
  if (manifest.alignment === 'none') return squareTargets(await finder.findDrawn(seen, signal), recipe.faces);
  const found = await finder.find(seen, { signal });
  return foundTargets(found, manifest, recipe.faces);
}

function outputExists(output: string): AppError {
  return new AppError({ code: 'output-exists', message: `Expected no file at "${output}" in the output folder but received one.`, recovery: 'Choose another output folder or naming template.' });
}
