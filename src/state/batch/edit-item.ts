import type { BatchSink } from '../../bridge/batch-sink.ts';
import type { BatchSource } from '../../bridge/batch-source.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { MetadataChoice } from '../../picture/saved-metadata.ts';
import type { CropDecision } from '../../batch/crop-policy.ts';
import type { ItemResult } from '../../batch/journal.ts';
import type { BatchItem } from '../../batch/plan.ts';
import type { Recipe } from '../../batch/recipe.ts';
import { AppError } from '../../core/app-error.ts';
import type { Samples } from '../../core/image.ts';
import type { WantedEdit } from '../../edit/face-edit.ts';
import { editPicture } from '../../edit/edit-picture.ts';
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
  const { recipe, wanted, manifest, crop, source, sink } = plan;
  if (item.problem) throw new AppError(item.problem);
  if (await sink.has(item.output)) throw outputExists(item.output);
  const decoded = await codec.decode(await source.open(item.path));
  const { picture, preview, metadata, notes } = decoded;
  const seen = { bitmap: preview, widthPx: picture.widthPx, heightPx: picture.heightPx };
  try {
    const { file, targets, notes: untold } = await editPicture<Samples, Blob, MetadataChoice>({
      find: { photographed: (withHints) => finder.find(seen, { signal, withHints }), drawn: () => finder.findDrawn(seen, signal) },
      render: async (faces, asked) => {
        const start = performance.now();
        const { data, ...rest } = await engine.editFaces({ picture, faces, wanted: asked, detail: recipe.detail, mask: recipe.mask }, { signal });
        // Shows in the browser's performance panel, and tests count them.
        performance.measure('mien-batch-render', { start, detail: item.path });
        performance.clearMeasures('mien-batch-render');
        return { image: data, ...rest };
      },
      encode: (data, choice) => codec.encode({ picture: { ...picture, data }, metadata, encoding: recipe.output, choice }),
    }, picture, { manifest, wanted, crop, faces: recipe.faces, metadata: recipe.metadata });
    return { blob: file, result: { faces: targets.length, widthPx: picture.widthPx, heightPx: picture.heightPx, outputBytes: file.size, notes: [...notes, ...untold] } };
  } finally {
    preview.close();
  }
}

function outputExists(output: string): AppError {
  return new AppError({ code: 'output-exists', message: `Expected no file at "${output}" in the output folder but received one.`, recovery: 'Choose another output folder or naming template.' });
}
