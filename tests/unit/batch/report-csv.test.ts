import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JournalRow } from '../../../src/batch/journal.ts';
import { csvField, reportCsv, reportRows } from '../../../src/batch/report-csv.ts';

const item = (path: string, output = `out/${path}`) => ({ id: path, path, sizeBytes: 1, modifiedMs: 0, output }) satisfies JournalRow['item'];

/** RFC 4180 as its grammar has it: another reader than the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (let at = 0; at < text.length;) {
    let field = '';
    if (text[at] === '"') {
      for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
        if (text[at] === '"') at++;
        field += text[at] ?? '';
      }
      at++;
    } else while (at < text.length && text[at] !== ',' && text[at] !== '\r') field += text[at++] ?? '';
    rows.at(-1)!.push(field);
    if (text[at] === ',') at++;
    else {
      expect(text.slice(at, at + 2)).toBe('\r\n');
      at += 2;
      if (at < text.length) rows.push([]);
    }
  }
  return rows;
}

describe('the report as CSV', () => {
  it('has a row for every file, and what came of it', () => {
    const rows: readonly JournalRow[] = [
      { item: item('a, b.jpg'), state: { kind: 'done', result: { faces: 2, widthPx: 640, heightPx: 480, outputBytes: 12_345, notes: ['First "frame" only.', 'Two.'] } } },
      { item: item('c.png'), state: { kind: 'failed', reason: { code: 'no-face', message: 'Expected a face\nbut found none.' } } },
      { item: item('d.png'), state: { kind: 'waiting' } },
    ];
    const text = reportCsv(reportRows(rows));
    expect(text.split('\r\n')[1]).toBe('"a, b.jpg","out/a, b.jpg",done,2,640,480,12345,"First ""frame"" only. Two.",,');
    expect(readCsv(text)).toEqual([
      ['file', 'result', 'state', 'faces', 'width_px', 'height_px', 'result_bytes', 'notes', 'reason_code', 'reason'],
      ['a, b.jpg', 'out/a, b.jpg', 'done', '2', '640', '480', '12345', 'First "frame" only. Two.', '', ''],
      ['c.png', '', 'failed', '', '', '', '', '', 'no-face', 'Expected a face\nbut found none.'],
      ['d.png', '', 'waiting', '', '', '', '', '', '', ''],
    ]);
  });

  it('starts no formula, whatever a file is called', () => {
    for (const name of ['=HYPERLINK("http://x","y")', '+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1']) {
      const [field] = readCsv(`${csvField(name)}\r\n`)[0]!;
      expect(field).toBe(`'${name}`);
    }
    expect([csvField('a=b'), csvField(-3), csvField(undefined)]).toEqual(['a=b', '-3', '']);
  });

  it('comes back from any names', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (names) => {
      const read = readCsv(reportCsv(names.map((path) => ({ path, output: '', state: 'waiting' }))));
      expect(read.slice(1).map(([name]) => name?.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(names.map((name) => name.replace(/^'(?=[=+\-@\t\r])/, '')));
    }));
  });
});
