import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode } from '../support/measure.ts';

export interface EditComparison {
  readonly edits: number;
  /** Largest difference of a sample, of 255. */
  readonly worst: number;
  /** Edits in which a logit has another sign. */
  readonly otherVerdicts: number;
  readonly worstLogit: number;
}

/** Compares two folders that `evaluate.py --edits` and `npm run evaluate -- --edits` wrote. */
export async function compareEdits(a: string, b: string): Promise<EditComparison> {
  const [first, second] = [await readVerdicts(a), await readVerdicts(b)];
  const files = (await readdir(a)).filter((name) => name.endsWith('.png'));
  const result = { edits: files.length, worst: 0, otherVerdicts: 0, worstLogit: 0 };
  for (const file of files) {
    const [p, q] = [await decode(await readFile(join(a, file))), await decode(await readFile(join(b, file)))];
    if (p.data.length !== q.data.length) throw new Error(`${file}: ${p.widthPx} x ${p.heightPx} px against ${q.widthPx} x ${q.heightPx}`);
    for (let i = 0; i < p.data.length; i++) result.worst = Math.max(result.worst, Math.abs(p.data[i]! - q.data[i]!));
    const [u, v] = [first[file], second[file]];
    if (!u || u.length !== v?.length) throw new Error(`${file}: no verdict`);
    if (u.some((logit, j) => logit > 0 !== v[j]! > 0)) result.otherVerdicts++;
    result.worstLogit = Math.max(result.worstLogit, ...u.map((logit, j) => Math.abs(logit - v[j]!)));
  }
  return result;
}

async function readVerdicts(folder: string): Promise<Readonly<Record<string, readonly number[]>>> {
  return JSON.parse(await readFile(join(folder, 'verdicts.json'), 'utf8')) as Record<string, readonly number[]>;
}
