import { manifestOf, attributeLevel } from './face-selectors.ts';
import type { EditorState } from './editor-store.ts';
import { formatPercent } from './format.ts';

/** What the stage shows, for who cannot see it: "beach.jpg, 2 faces, Smile 100 %" tells of the chosen face's levels that differ from the photo's. */
export function describePicture(state: EditorState): string {
  const { picture: { open }, view, document: { faces } } = state;
  if (!open) return '';
  if (view.isHoldingOriginal) return `${open.name}, original`;
  const count = faces.length === 1 ? '1 face' : `${faces.length || 'no'} faces`;
  const changes = changedLevels(state);
  const isDifference = view.compare.isOn && view.compare.mode === 'difference';
  return [open.name, count, ...(changes.length > 0 ? changes : ['not edited']), ...(isDifference ? ['what differs from the original, in colours'] : [])].join(', ');
}

function changedLevels(state: EditorState): readonly string[] {
  const manifest = manifestOf(state);
  if (manifest?.domains.kind !== 'attributes') return [];
  return manifest.domains.attributes.flatMap(({ id, title }) => {
    const status = attributeLevel(state, id);
    return status && status.level !== status.source ? [`${title} ${formatPercent(status.level)}`] : [];
  });
}
