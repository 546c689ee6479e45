import type { EditorState } from '../../editor-store.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { recipeFromEditor, referenceFromEditor } from '../recipe-from-editor.ts';
import { proposeModel } from './propose-model.ts';
import { reporting } from './reporting.ts';
import { setRecipe, withMask } from './set-recipe.ts';

/** Takes what is set in the editor for every picture; how files are found and saved stays as it is in the recipe. */
export function takeFromEditor(batch: Batch, editor: EditorState, models: readonly ModelChoice[]): void {
  const seed = recipeFromEditor(editor);
  if (!seed) return;
  const { recipe } = batch.store.getState();
  setRecipe(batch, recipe ? { ...withMask(recipe, seed.mask), bundle: seed.bundle, edit: seed.edit, detail: seed.detail } : seed, models);
  batch.store.setState({ reference: referenceFromEditor(editor), isModelChosen: true, proposedModel: undefined });
}

/** The same for a batch without a recipe; nobody chose its model where nobody chose the editor's, and pictures that are there say which it is. */
export async function takeFirstRecipe(batch: Batch, editor: EditorState, models: readonly ModelChoice[]): Promise<void> {
  takeFromEditor(batch, editor, models);
  batch.store.setState({ isModelChosen: editor.engine.isModelChosen });
  // Without pictures there is nothing to look at, and what went wrong before stays said.
  if (batch.store.getState().source) await reporting(batch, () => proposeModel(batch, models));
}
