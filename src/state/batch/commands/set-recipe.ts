import { parseRecipeText, recipeText, type Recipe } from '../../../batch/recipe.ts';
import { chooseSaveTarget } from '../../../bridge/save-file.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { proposeCrop } from './propose-crop.ts';
import { reporting } from './reporting.ts';

/** What every picture gets from now on. */
export function setRecipe(batch: Batch, recipe: Recipe, models: readonly ModelChoice[]): void {
  const { recipe: before, source } = batch.store.getState();
  batch.store.setState({ recipe });
  // Without pictures there is nothing to look at, and what was said before stays said.
  if (source && (before?.crop !== recipe.crop || before.bundle !== recipe.bundle)) void reporting(batch, () => proposeCrop(batch, models));
}

/** Reads a recipe from a file. */
export function loadRecipe(batch: Batch, file: File, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => { setRecipe(batch, parseRecipeText(await file.text()), models); });
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
