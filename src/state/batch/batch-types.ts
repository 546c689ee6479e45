/** What the batch view shows and hands over. */
export { canPickFolders, droppedSource, fileSource, folderSource, pickedFiles, pickFolder, type BatchSource } from '../../bridge/batch-source.ts';
export { zipSource } from '../../bridge/batch-zip-source.ts';
export { chooseSaveTarget } from '../../bridge/save-file.ts';
export { firstRecipe } from '../../edit/edit-kinds.ts';
export { countStates, type Counts, type ItemState, type JournalRow } from '../../batch/journal.ts';
export { expectTemplate, renderName } from '../../batch/naming.ts';
export { extensionOf, isPictureName } from '../../core/picture-formats.ts';
export { parseRecipe, parseRecipeText, recipeAttributes, recipeText, type Recipe } from '../../batch/recipe.ts';
