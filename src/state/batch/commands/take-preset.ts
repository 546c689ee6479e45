import { parseRecipe, type Recipe } from '../../../batch/recipe.ts';
import { referenceOf } from '../../../edit/edit-kinds.ts';
import { fittingLevels } from '../../commands/presets.ts';
import type { ModelChoice } from '../../model-choices.ts';
import { folderOf, type Preset } from '../../presets.ts';
import type { Batch } from '../batch.ts';
import { setRecipe } from './set-recipe.ts';

/** The whole recipe as a preset: a reference by its file's name. */
export function presetOfRecipe(recipe: Recipe, name: string): Preset {
  const { edit, detail, mask } = recipe;
  return { name: name.trim(), edit, detail, ...(mask === undefined ? {} : { mask }), folder: folderOf(recipe) };
}

/** Gives every picture what a preset says: of a whole recipe all of it, else its edit, and what that does not name stays. A reference's picture has to be chosen unless it is the one at hand. */
export function takePreset(batch: Batch, preset: Preset, models: readonly ModelChoice[]): void {
  const { recipe, reference } = batch.store.getState();
  const { folder, mask, detail } = preset;
  if (!recipe) return;
  const taken: Recipe = folder
    ? parseRecipe({ version: 1, ...folder, edit: preset.edit, detail, ...(mask === undefined ? {} : { mask }) })
    : { ...recipe, edit: besides(recipe.edit, preset, models.find(({ manifest: { id } }) => id === recipe.bundle)), ...(detail === undefined ? {} : { detail }), ...(mask === undefined ? {} : { mask }) };
  setRecipe(batch, taken, models);
  if (folder) batch.store.setState({ isModelChosen: true, proposedModel: undefined });
  if (referenceOf(taken.edit)?.file !== reference?.name) batch.store.setState({ reference: undefined });
}

/** The recipe's edit with what a preset names. */
function besides(before: Recipe['edit'], preset: Preset, model: ModelChoice | undefined): Recipe['edit'] {
  const { edit } = preset;
  if (edit.kind !== 'attributes' || before.kind !== 'attributes') return edit;
  const levels = { ...before.levels, ...Object.fromEntries(fittingLevels(preset, model?.manifest)) };
  const reference = edit.reference ?? before.reference;
  return { ...before, levels, ...(edit.sources ? { sources: { ...before.sources, ...edit.sources } } : {}), ...(reference ? { reference } : {}) };
}
