import { AppError } from '../core/app-error.ts';
import { otherValue } from '../edit/attributes-edit.ts';
import { variableIds } from '../edit/edit-kinds.ts';
import { presentLanguage } from '../text/i18n.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
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
const named = new WeakMap<object, { readonly language: string; readonly rows: readonly SheetRow[] }>();

/** What the selected face can be varied by: the attributes whose source is known, or the other domains. */
export function sheetRows(state: EditorState): readonly SheetRow[] {
  const manifest = manifestOf(state);
  if (!manifest) return [];
  const domains = worded(manifest.domains);
  const face = selectedFace(state);
  const edit = face && taskOf(state, face)?.edit;
  const ids = edit ? variableIds(edit, manifest) : [];
  if (domains.kind === 'named' || edit?.kind !== 'attributes') return domains.kind === 'named' ? domains.names.filter(({ id }) => ids.includes(id)) : [];
  const before = named.get(edit);
  const language = presentLanguage();
  const rows = before?.language === language ? before.rows : domains.attributes.map(({ id, title, off, on }, j) => ({ id, title: saysText().titled({ title, value: otherValue(edit.sourceValues[j] ?? 0) === 0 ? off : on }) }));
  named.set(edit, { language, rows });
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
  const limits = { most: MOST_STRENGTHS, low: low * 100, high: high * 100 };
  throw new AppError({
    code: 'sheet-strengths', message: bad === undefined ? saysText().strengthsWrong({ ...limits, count: parts.length }) : saysText().strengthWrong({ ...limits, bad }),
    recovery: saysText().withCommas,
  });
}
