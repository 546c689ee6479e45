import { otherValue } from '../edit/attributes-edit.ts';
import { changesAnything } from '../edit/edit-kinds.ts';
import type { Sweep } from '../edit/frames.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import { sheetRows } from './contact-sheet.ts';
import type { EditorState } from './editor-store.ts';
import { manifestOf, selectedFace } from './face-selectors.ts';
import { editedFaces, taskOf } from './face-tasks.ts';
import { stem } from './selectors.ts';

/** Something that a strip may go through. */
export interface StripChoice {
  /** Of the attribute or the domain; undefined for the whole edit. */
  readonly id: string | undefined;
  readonly title: string;
  /** Levels that it may go to. */
  readonly range: readonly [number, number];
  /** The levels that are proposed: from the photo's own value to the other end. */
  readonly proposed: readonly [number, number];
}

const WHOLE: StripChoice = { id: undefined, get title() { return saysText().photoToEdit; }, range: [0, 1], proposed: [0, 1] };
const DOMAIN_RANGE = [-0.5, 1.5] as const;

const known = new WeakMap<object, readonly StripChoice[]>();

/** What a strip of the selected face may go through; the same list for as long as face, edit and model are. */
export function stripChoices(state: EditorState): readonly StripChoice[] {
  const face = selectedFace(state);
  const edit = face && taskOf(state, face)?.edit;
  const domains = worded(manifestOf(state)?.domains);
  if (!edit || !domains) return [];
  const isEdited = changesAnything(edit) || editedFaces(state).length > 0;
  const choices = sheetRows(state).map(({ id, title }): StripChoice => {
    if (domains.kind !== 'attributes' || edit.kind !== 'attributes') return { id, title, range: DOMAIN_RANGE, proposed: [0, 1] };
    const index = domains.attributes.findIndex((attribute) => attribute.id === id);
    const source = edit.sourceValues[index] ?? 0;
    return { id, title: domains.attributes[index]?.title ?? title, range: domains.attributes[index]?.levelRange ?? [0, 1], proposed: [source, otherValue(source)] };
  });
  const all = [...(isEdited ? [WHOLE] : []), ...choices];
  const before = known.get(edit);
  if (before && JSON.stringify(before) === JSON.stringify(all)) return before;
  known.set(edit, all);
  return all;
}

/** A choice with its levels as the planner takes it. */
export function sweepOf({ id }: StripChoice, [from, to]: readonly [number, number]): Sweep {
  return id === undefined ? { kind: 'edit' } : { kind: 'level', id, from, to };
}

/** File name of a strip, without extension. */
export function suggestedStripName(state: EditorState, id: string | undefined): string {
  return `${stem(state.picture.open?.name ?? '')}-${id ?? 'edit'}-strip`;
}
