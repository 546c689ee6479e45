import { levelOf, sourceValue, UNMOVED_DOMAIN } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { canClassify, logitsOf, manifestOf } from '../selectors.ts';
import { withFace } from './edit-face.ts';

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([other]) => other !== key));
}

function logitOf(state: EditorState, attributeId: string): number | undefined {
  const domains = manifestOf(state)?.domains;
  if (domains?.kind !== 'attributes') return undefined;
  return logitsOf(state)?.[domains.attributes.findIndex(({ id }) => id === attributeId)];
}

/** Sets an attribute's level; at the source's own value the attribute is untouched again. */
export function setLevel({ store, history }: Editor, attributeId: string, level: number, options?: { readonly joinsRecent?: boolean }): void {
  const logit = logitOf(store.getState(), attributeId);
  history.change(`level:${attributeId}`, (document) => withFace(document, (face) => {
    if (level === levelOf(face, attributeId, logit)) return face;
    const levels = level === sourceValue(face, attributeId, logit)
      ? without(face.levels, attributeId)
      : { ...face.levels, [attributeId]: level };
    return { ...face, levels };
  }), options);
}

/** Turns an attribute to its opposite value, and back. */
export function toggleAttribute(editor: Editor, attributeId: string): void {
  const state = editor.store.getState();
  const { face } = state.document;
  if (!face) return;
  setLevel(editor, attributeId, levelOf(face, attributeId, logitOf(state, attributeId)) >= 0.5 ? 0 : 1);
}

/** Puts an attribute back to its source's value. */
export function resetLevel({ history }: Editor, attributeId: string): void {
  history.change(`level:${attributeId}`, (document) => withFace(document, (face) => (
    face.levels[attributeId] === undefined ? face : { ...face, levels: without(face.levels, attributeId) }
  )), { joinsRecent: true });
}

/** Says what the source is, against the classifier; undefined believes the classifier again. */
export function correctSource({ history }: Editor, attributeId: string, value: 0 | 1 | undefined): void {
  history.change(`source:${attributeId}`, (document) => withFace(document, (face) => {
    if (face.correctedSources[attributeId] === value) return face;
    const rest = without(face.correctedSources, attributeId);
    return {
      ...face,
      levels: face.levels[attributeId] === value ? without(face.levels, attributeId) : face.levels,
      correctedSources: value === undefined ? rest : { ...rest, [attributeId]: value },
    };
  }));
}

/** Takes every level, correction and domain move back; the square stays, and what only the person could say of the source. */
export function resetAll({ history, store }: Editor): void {
  const areCorrections = canClassify(store.getState());
  history.change('reset', (document) => withFace(document, (face) => ({
    ...face,
    levels: {},
    correctedSources: areCorrections ? {} : face.correctedSources,
    domainMove: { ...UNMOVED_DOMAIN, sourceId: face.domainMove.sourceId },
  })));
}
