import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { decideFolderCrop } from '../folder-crop.ts';

/** Says how the faces of the present folder would be found. */
export async function proposeCrop({ store }: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { source, recipe } = store.getState();
  const manifest = models.find((model) => model.manifest.id === recipe?.bundle)?.manifest;
  if (!source || !recipe || !manifest) return;
  const crop = await decideFolderCrop(source, recipe.crop, manifest);
  if (store.getState().source === source) store.setState({ crop });
}
