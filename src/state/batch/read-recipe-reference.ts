import type { Recipe } from '../../batch/recipe.ts';
import type { KeptPicture } from '../../bridge/session-keeper.ts';
import { AppError } from '../../core/app-error.ts';
import { referenceOf, saidOfReference } from '../../edit/edit-kinds.ts';
import { frameReference, targetOf } from '../../edit/edit-picture.ts';
import type { ReferenceReading } from '../../edit/reference.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { BatchWorkers } from './batch.ts';

/**
 * The picture that a recipe's reference names; undefined for a recipe without one.
 * @throws AppError `reference-missing`
 */
export function expectReference({ edit }: Recipe, reference: KeptPicture | undefined): KeptPicture | undefined {
  const named = referenceOf(edit);
  if (!named) return undefined;
  if (reference) return reference;
  throw new AppError({ code: 'reference-missing', message: `Expected the picture "${named.file}" that the recipe's reference names but it was not chosen.`, recovery: 'Choose it under “Like this one”.' });
}

/**
 * Reads a recipe's reference, once a run.
 * @throws AppError `reference-missing`, `reference-no-face` and those of a picture that cannot be read
 */
export async function readRecipeReference(
  { engine, codec, finder }: BatchWorkers, recipe: Recipe, chosen: KeptPicture | undefined, manifest: BundleManifest,
): Promise<ReferenceReading | undefined> {
  const reference = expectReference(recipe, chosen);
  if (!reference) return undefined;
  const { blob } = reference;
  const { picture, preview } = await codec.decode(blob);
  try {
    const seen = { bitmap: preview, widthPx: picture.widthPx, heightPx: picture.heightPx };
    const face = await frameReference({ photographed: (withHints) => finder.find(seen, { withHints }), drawn: () => finder.findDrawn(seen) }, seen, manifest, referenceOf(recipe.edit)?.square);
    const { square, hints } = targetOf(face);
    const { reading, crop } = await engine.readReference({ pictureId: '', blob, square, hints, said: saidOfReference(recipe.edit, manifest) });
    crop.close();
    return reading;
  } finally {
    preview.close();
  }
}
