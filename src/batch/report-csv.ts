import type { ItemResult, JournalRow } from './journal.ts';
import type { RowReason } from './plan.ts';

const COLUMNS = ['file', 'result', 'state', 'faces', 'width_px', 'height_px', 'result_bytes', 'notes', 'reason_code', 'reason'] as const;

/** What spreadsheets take for the start of a formula: names of files come from anywhere. */
const FORMULA_START = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** A text as one field by RFC 4180; one that a spreadsheet would compute begins with an apostrophe, which makes it text there. */
export function csvField(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = FORMULA_START.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What came of one file, as a row of the report. */
export interface ReportRow {
  readonly path: string;
  readonly output: string;
  readonly state: string;
  /** As much of it as is known. */
  readonly result?: { readonly [Key in keyof ItemResult]?: ItemResult[Key] | undefined } | undefined;
  readonly reason?: RowReason | undefined;
}

/** Rows as CSV (RFC 4180) with a header, for spreadsheets; in UTF-8 it needs a byte order mark for some of them. */
export function reportCsv(rows: readonly ReportRow[]): string {
  const lines = rows.map(({ path, output, state, result, reason }) => [
    path, result && output, state, result?.faces, result?.widthPx, result?.heightPx, result?.outputBytes, result?.notes?.join(' '), reason?.code, reason?.message,
  ]);
  return [COLUMNS, ...lines].map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}

/** A run's rows for the report. */
export function reportRows(rows: readonly JournalRow[]): readonly ReportRow[] {
  return rows.map(({ item: { path, output }, state }) => ({
    path, output, state: state.kind, ...(state.kind === 'done' ? { result: state.result } : {}), ...(state.kind === 'failed' || state.kind === 'skipped' ? { reason: state.reason } : {}),
  }));
}
