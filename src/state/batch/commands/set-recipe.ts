import { parseRecipe, parseRecipeText, recipeText, type Recipe, type RecipeEdit } from '../../../batch/recipe.ts';
import { firstRecipe } from '../../../edit/edit-kinds.ts';
import type { KeptPicture } from '../../../bridge/session-keeper.ts';
import { chooseSaveTarget } from '../../../bridge/save-file.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { proposeCrop } from './propose-crop.ts';
import { reporting } from './reporting.ts';

/** Takes the model that a person chose, with nothing set yet: it stays, whatever the folder's pictures are. */
export function setModel(batch: Batch, { manifest }: ModelChoice, models: readonly ModelChoice[]): void {
  const { recipe } = batch.store.getState();
  batch.store.setState({ isModelChosen: true, proposedModel: undefined });
  if (recipe) setRecipe(batch, { ...recipe, bundle: manifest.id, edit: firstRecipe(manifest) }, models);
}

/** What every picture gets from now on. */
export function setRecipe(batch: Batch, recipe: Recipe, models: readonly ModelChoice[]): void {
  const { recipe: before, source } = batch.store.getState();
  batch.store.setState({ recipe });
  // Without pictures there is nothing to look at, and what was said before stays said.
  if (source && (before?.crop !== recipe.crop || before.bundle !== recipe.bundle)) void reporting(batch, () => proposeCrop(batch, models));
}

/** A recipe with another brush mask, or with none. */
export function withMask(recipe: Recipe, mask: string | undefined): Recipe {
  const { mask: before, ...rest } = recipe;
  return before === mask ? recipe : { ...rest, ...(mask === undefined ? {} : { mask }) };
}

/** Takes the picture that the recipe's reference names; without a reference in the recipe it becomes one that leads all that has no level. */
export function setReference(batch: Batch, reference: KeptPicture | undefined): void {
  const { recipe } = batch.store.getState();
  if (recipe) batch.store.setState({ recipe: parseRecipe({ ...recipe, edit: withReference(recipe.edit, reference?.name) }), reference });
}

/** Reads a recipe from a file; the picture that its reference names has to be chosen. */
export function loadRecipe(batch: Batch, file: File, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    setRecipe(batch, parseRecipeText(await file.text()), models);
    batch.store.setState({ reference: undefined, isModelChosen: true, proposedModel: undefined });
  });
}

/** Writes the recipe to a file that the person chooses. */
export function saveRecipe(batch: Batch): Promise<void> {
  return reporting(batch, async () => {
    const { recipe } = batch.store.getState();
    if (!recipe) return;
    const target = await chooseSaveTarget({ fileName: 'recipe.json', mimeType: 'application/json' });
    await target.write(new Blob([recipeText(recipe)], { type: 'application/json' }));
  });
}

/** The edit with another picture for its reference, wherever in it the face lies, or without one. */
function withReference({ reference: before, ...rest }: RecipeEdit, file: string | undefined): object {
  if (file === undefined) return rest;
  return { ...rest, reference: { ...Object.fromEntries(Object.entries(before ?? {}).filter(([key]) => key !== 'square')), file } };
}
