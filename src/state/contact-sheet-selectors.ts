import { layoutSheet, type SheetRequest } from '../core/contact-sheet.ts';
import type { EditorState } from './editor-store.ts';
import { manifestOf } from './face-selectors.ts';
import { stem } from './selectors.ts';

const DOMAIN_RANGE = [-0.5, 1.5] as const;

/** The strengths that every row of the selected model takes, whichever value a face starts from. */
export function sheetStrengthRange(state: EditorState): readonly [number, number] {
  const domains = manifestOf(state)?.domains;
  if (domains?.kind !== 'attributes') return DOMAIN_RANGE;
  const ranges = domains.attributes.map(({ levelRange }) => levelRange);
  return [Math.max(...ranges.flatMap(([low, high]) => [low, 1 - high])), Math.min(...ranges.flatMap(([low, high]) => [high, 1 - low]))];
}

/** File name of a contact sheet, without extension. */
export function suggestedSheetName(state: EditorState): string {
  return `${stem(state.picture.open?.name ?? '')}-contact-sheet`;
}

/** How large a contact sheet becomes. */
export function sheetSize(request: SheetRequest): { readonly widthPx: number; readonly heightPx: number } {
  return layoutSheet(request);
}
