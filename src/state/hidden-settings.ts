import type { BundleManifest } from '../l2m/manifest.ts';
import type { EditorState } from './editor-store.ts';
import { manifestOf } from './face-selectors.ts';
import { modelChoices } from './model-choices.ts';
import { worded } from '../text/model-words.ts';

function namesOf({ domains }: BundleManifest): readonly { readonly id: string; readonly title: string }[] {
  return domains.kind === 'attributes' ? worded(domains).attributes : worded(domains).names;
}

/** Titles of what is set on any face but not known to the model in use: it stays set, for a model that knows it. */
export function hiddenSettings(state: EditorState): readonly string[] {
  const manifest = manifestOf(state);
  if (!manifest) return [];
  const set = state.document.faces.flatMap(({ levels, domainMove: { targetId, strength } }) => [
    ...Object.keys(levels), ...(targetId !== undefined && strength !== 0 ? [targetId] : []),
  ]);
  const shown = new Set(namesOf(manifest).map(({ id }) => id));
  const titles = new Map(modelChoices(state.engine.models, state.models.stored).flatMap((model) => namesOf(model.manifest)).map(({ id, title }) => [id, title]));
  return [...new Set(set)].filter((id) => !shown.has(id)).map((id) => titles.get(id) ?? id);
}
