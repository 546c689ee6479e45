import type { FolderKind } from '../../../batch/folder-kind.ts';
import type { Recipe } from '../../../batch/recipe.ts';
import { wantedEdit } from '../../../batch/wanted-edit.ts';
import { firstRecipe } from '../../../edit/edit-kinds.ts';
import { kindsOf, modelFor } from '../../../edit/picture-kind.ts';
import { AppError } from '../../../core/app-error.ts';
import { batchText } from '../../../text/batch.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { lookAtFolder } from '../folder-kind.ts';
import { setRecipe } from './set-recipe.ts';

/** Takes the shipped model that is for the present folder's pictures, for as long as no person chose the recipe's. */
export async function proposeModel(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  const { store, createFinder } = batch;
  const { source, recipe, isModelChosen } = store.getState();
  const shipped = models.filter(({ stored }) => !stored);
  const kinds = kindsOf(shipped);
  if (!source || !recipe || isModelChosen || kinds.length < 2) return;
  store.setState({ isLookingAtFolder: true, proposedModel: undefined });
  const finder = createFinder();
  try {
    const told = await lookAtFolder(source, finder, kinds);
    const state = store.getState();
    const model = told && modelFor(shipped, told.kind);
    if (!model || !state.recipe || state.source !== source || state.isModelChosen || state.phase !== 'setup' || model.manifest.id === state.recipe.bundle) return;
    const before = models.find(({ manifest }) => manifest.id === state.recipe?.bundle);
    setRecipe(batch, recipeFor(state.recipe, model), models);
    store.setState({
      proposedModel: { reason: reasonOf(told, model), before: { recipe: state.recipe, title: before?.title ?? state.recipe.bundle } },
    });
  } finally {
    finder.dispose();
    if (store.getState().source === source) store.setState({ isLookingAtFolder: false });
  }
}

function reasonOf({ kind, count, looked }: FolderKind, { title }: ModelChoice): string {
  const words = { count, looked: batchText().pictureCount(looked), verb: count === 1 ? batchText().is : batchText().are, title };
  return kind === 'drawn' ? batchText().areDrawings(words) : batchText().arePhotos(words);
}

/** The recipe for another model: with the same edit where the other one knows all of it. */
function recipeFor(recipe: Recipe, { manifest }: ModelChoice): Recipe {
  const moved = { ...recipe, bundle: manifest.id };
  try {
    wantedEdit(moved, manifest);
    return moved;
  } catch (thrown) {
    if (!(thrown instanceof AppError)) throw thrown;
    return { ...moved, edit: firstRecipe(manifest) };
  }
}
