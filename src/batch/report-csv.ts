import type { JournalRow } from './journal.ts';

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

function fieldsOf({ item, state }: JournalRow): readonly (string | number | undefined)[] {
  const result = state.kind === 'done' ? state.result : undefined;
  const reason = state.kind === 'failed' || state.kind === 'skipped' ? state.reason : undefined;
  return [
    item.path, result && item.output, state.kind, result?.faces, result?.widthPx, result?.heightPx, result?.outputBytes, result?.notes.join(' '), reason?.code, reason?.message,
  ];
}

/** A run's rows as CSV (RFC 4180) with a header, for spreadsheets; in UTF-8 it needs a byte order mark for some of them. */
export function reportCsv(rows: readonly JournalRow[]): string {
  return [COLUMNS, ...rows.map(fieldsOf)].map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}
