import { parseRecipe, type Recipe } from '../../batch/recipe.ts';
import { recipeOfSettings } from '../../edit/edit-kinds.ts';
import type { FaceSettings } from '../../edit/face-edit.ts';
import { ownValue } from '../../core/own-value.ts';
import type { PictureSource } from '../slices/picture-slice.ts';
import { UNMOVED_DOMAIN } from '../edit-document.ts';
import type { EditorState } from '../editor-store.ts';
import { isForPersonToSay, manifestOf, selectedFace } from '../face-selectors.ts';

const NOTHING_SET: FaceSettings = { levels: {}, correctedSources: {}, domainMove: { ...UNMOVED_DOMAIN, strength: 1 } };

/** The editor's present settings as a recipe: what a person set on the face, as levels that hold for any face. */
export function recipeFromEditor(state: EditorState): Recipe | undefined {
  const manifest = manifestOf(state);
  if (!manifest) return undefined;
  const face = selectedFace(state);
  const edit = recipeOfSettings(face ?? NOTHING_SET, manifest, (id) => face !== undefined && isForPersonToSay(state, face, id));
  return parseRecipe({ version: 1, bundle: manifest.id, detail: state.document.detail, edit, ...(face?.mask === undefined ? {} : { mask: face.mask }) });
}

/** The picture that the editor's reference is in, for the recipe that is made of it. */
export function referenceFromEditor(state: EditorState): PictureSource | undefined {
  const reference = selectedFace(state)?.reference;
  return reference && ownValue(state.picture.sources, reference.pictureId);
}
