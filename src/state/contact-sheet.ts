import { AppError } from '../core/app-error.ts';
import { otherValue } from '../edit/attributes-edit.ts';
import { variableIds } from '../edit/edit-kinds.ts';
import type { EditorState } from './editor-store.ts';
import { manifestOf, needsSource, selectedFace } from './face-selectors.ts';
import { taskOf } from './face-tasks.ts';

/** Strengths: how far from the source, which is the first column. */
export const SHEET_STRENGTHS = [0.25, 0.5, 0.75, 1] as const;
const MOST_STRENGTHS = 12;

/** Something that a row of the contact sheet may vary. */
export interface SheetRow {
  readonly id: string;
  readonly title: string;
}

/** Rows named by where they lead, the same ones for as long as the edit is the same: what renders by them does so once. */
const named = new WeakMap<object, readonly SheetRow[]>();

/** What the selected face can be varied by: the attributes whose source is known, or the other domains. */
export function sheetRows(state: EditorState): readonly SheetRow[] {
  const manifest = manifestOf(state);
  if (!manifest) return [];
  const { domains } = manifest;
  const face = selectedFace(state);
  const edit = face && taskOf(state, face)?.edit;
  const ids = edit ? variableIds(edit, manifest) : [];
  if (domains.kind === 'named' || edit?.kind !== 'attributes') return domains.kind === 'named' ? domains.names.filter(({ id }) => ids.includes(id)) : [];
  const rows = named.get(edit) ?? domains.attributes.map(({ id, title, off, on }, j) => ({ id, title: `${title}: ${otherValue(edit.sourceValues[j] ?? 0) === 0 ? off : on}` }));
  named.set(edit, rows);
  return rows.filter(({ id }) => ids.includes(id) && !needsSource(state, id));
}

/**
 * Strengths from a list of percents: "-50, 0, 100" or "−50 % 0 100".
 * @throws AppError `sheet-strengths`
 */
export function parseSheetStrengths(text: string, [low, high]: readonly [number, number]): readonly number[] {
  const parts = text.replace(/−/g, '-').replace(/%/g, ' ').split(/[\s,;]+/).filter((part) => part !== '');
  const strengths = parts.map((part) => Number(part) / 100);
  if (strengths.length > 0 && strengths.length <= MOST_STRENGTHS && strengths.every((strength) => strength >= low && strength <= high)) return strengths;
  const bad = parts.find((_, i) => !(strengths[i]! >= low && strengths[i]! <= high));
  throw new AppError({
    code: 'sheet-strengths', message: `The strengths are 1 to ${MOST_STRENGTHS} percents from ${low * 100} to ${high * 100}, ${bad === undefined ? `not ${parts.length} of them` : `which “${bad}” is not`}.`,
    recovery: 'Write them with commas: 25, 50, 75, 100.',
  });
}
