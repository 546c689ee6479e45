import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { setRecipe } from './set-recipe.ts';

/** Puts back the model, and the edit, that the recipe had before the folder's pictures were looked at; it then stays. */
export function refuseModel(batch: Batch, models: readonly ModelChoice[]): void {
  const { recipe, proposedModel } = batch.store.getState();
  if (!recipe || !proposedModel) return;
  const { bundle, edit } = proposedModel.before.recipe;
  batch.store.setState({ isModelChosen: true, proposedModel: undefined });
  setRecipe(batch, { ...recipe, bundle, edit }, models);
}
