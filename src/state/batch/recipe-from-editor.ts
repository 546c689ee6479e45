import { parseRecipe, type Recipe } from '../../batch/recipe.ts';
import { domainIndices } from '../edit-document.ts';
import type { EditorState } from '../editor-store.ts';
import { manifestOf, selectedFace } from '../face-selectors.ts';
import { ownValue } from '../../core/own-value.ts';

/** The editor's present settings as a recipe: what a person set on the face, as levels that hold for any face. */
export function recipeFromEditor(state: EditorState): Recipe | undefined {
  const manifest = manifestOf(state);
  if (!manifest) return undefined;
  const face = selectedFace(state);
  const { detail } = state.document;
  const { domains } = manifest;
  if (domains.kind === 'attributes') {
    const known = domains.attributes.filter(({ id }) => ownValue(face?.levels ?? {}, id) !== undefined);
    return parseRecipe({ version: 1, bundle: manifest.id, detail, edit: { kind: 'attributes', levels: Object.fromEntries(known.map(({ id }) => [id, face?.levels[id]])) } });
  }
  const ids = domains.names.map(({ id }) => id);
  const { target } = domainIndices(face?.domainMove ?? { sourceId: undefined, targetId: undefined, strength: 0 }, ids);
  return parseRecipe({ version: 1, bundle: manifest.id, detail, edit: { kind: 'domain', target: ids[target], strength: face?.domainMove.strength ?? 1 } });
}
