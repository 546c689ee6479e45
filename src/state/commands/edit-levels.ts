import { levelOf, sourceLevel, UNMOVED_DOMAIN, type FaceDocument } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { canClassify, detectedOf, isForPersonToSay } from '../face-selectors.ts';
import { onSelected, onTargets } from './change-faces.ts';
import { ownValue } from '../../core/own-value.ts';

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

/** The face with an attribute at a level: untouched again at the source's own value, as far as that is known. */
export function withLevel(state: EditorState, face: FaceDocument, attributeId: string, level: number): FaceDocument {
  const detected = detectedOf(state, face, attributeId);
  const isSourceKnown = detected !== undefined || ownValue(face.correctedSources, attributeId) !== undefined || !canClassify(state);
  if (isSourceKnown && level === levelOf(face, attributeId, detected)) return face;
  if (isSourceKnown && level === sourceLevel(face, attributeId, detected)) return { ...face, levels: without(face.levels, attributeId) };
  return ownValue(face.levels, attributeId) === level ? face : { ...face, levels: { ...face.levels, [attributeId]: level } };
}

/** Sets an attribute's level on every face that edits go to; at a source's own value it is untouched again. */
export function setLevel({ store, history }: Editor, attributeId: string, level: number, options?: { readonly joinsRecent?: boolean }): void {
  const state = store.getState();
  history.change(`level:${attributeId}`, onTargets(state, (face) => withLevel(state, face, attributeId, level)), options);
}

/** Puts an attribute back to each source's own value. */
export function resetLevel({ history, store }: Editor, attributeId: string): void {
  history.change(`level:${attributeId}`, onTargets(store.getState(), (face) => (
    ownValue(face.levels, attributeId) === undefined ? face : { ...face, levels: without(face.levels, attributeId) }
  )), { joinsRecent: true });
}

/** Says what the selected face's source is, against the classifier; undefined believes the classifier again. */
export function correctSource({ history, store }: Editor, attributeId: string, value: 0 | 1 | undefined): void {
  history.change(`source:${attributeId}`, onSelected(store.getState(), (face) => {
    if (ownValue(face.correctedSources, attributeId) === value) return face;
    const rest = without(face.correctedSources, attributeId);
    return {
      ...face,
      levels: ownValue(face.levels, attributeId) === value ? without(face.levels, attributeId) : face.levels,
      correctedSources: value === undefined ? rest : { ...rest, [attributeId]: value },
    };
  }));
}

/** Takes every level, correction, domain move, reference and brush stroke back; the square stays, and what only the person could say of the source. */
export function resetAll({ history, store }: Editor): void {
  const state = store.getState();
  history.change('reset', onTargets(state, (face) => ({
    ...face,
    levels: {},
    correctedSources: Object.fromEntries(Object.entries(face.correctedSources).filter(([id]) => isForPersonToSay(state, face, id))),
    domainMove: { ...UNMOVED_DOMAIN, sourceId: face.domainMove.sourceId },
    reference: undefined,
    mask: undefined,
  })));
}
