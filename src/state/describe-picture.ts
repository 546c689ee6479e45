import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import { manifestOf, attributeLevel } from './face-selectors.ts';
import type { EditorState } from './editor-store.ts';
import { formatPercent } from './format.ts';

/** What the stage shows, for who cannot see it: "beach.jpg, 2 faces, Smile 100 %" tells of the chosen face's levels that differ from the photo's. */
export function describePicture(state: EditorState): string {
  const { picture: { open }, view, document: { faces } } = state;
  if (!open) return '';
  if (view.isHoldingOriginal) return saysText().originalOf({ name: open.name });
  const count = faces.length === 0 ? saysText().noFaces : saysText().faceCount(faces.length);
  const changes = changedLevels(state);
  const isDifference = view.compare.isOn && view.compare.mode === 'difference';
  return [open.name, count, ...(changes.length > 0 ? changes : [saysText().notEdited]), ...(isDifference ? [saysText().differs] : [])].join(saysText().comma);
}

function changedLevels(state: EditorState): readonly string[] {
  const manifest = manifestOf(state);
  if (manifest?.domains.kind !== 'attributes') return [];
  return worded(manifest.domains).attributes.flatMap(({ id, title }) => {
    const status = attributeLevel(state, id);
    return status && status.level !== status.source ? [saysText().levelOf({ title: title, percent: formatPercent(status.level) })] : [];
  });
}
