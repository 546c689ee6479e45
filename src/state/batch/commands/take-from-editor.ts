import type { EditorState } from '../../editor-store.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { recipeFromEditor, referenceFromEditor } from '../recipe-from-editor.ts';
import { setRecipe } from './set-recipe.ts';

/** Takes what is set in the editor for every picture; how files are found and saved stays as it is in the recipe. */
export function takeFromEditor(batch: Batch, editor: EditorState, models: readonly ModelChoice[]): void {
  const seed = recipeFromEditor(editor);
  if (!seed) return;
  const { recipe } = batch.store.getState();
  setRecipe(batch, recipe ? { ...recipe, bundle: seed.bundle, edit: seed.edit, detail: seed.detail } : seed, models);
  batch.store.setState({ reference: referenceFromEditor(editor) });
}
