import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeRun, expectSameRun, readReports } from '../../../src/cli/batch-report.ts';
import { parseRecipe } from '../../../src/batch/recipe.ts';
import { temporaryFolder, writeFiles } from '../../support/mien.ts';

const row = (id: string, state: 'done' | 'failed') => JSON.stringify({ type: 'file', id, path: id, output: `${id}.png`, state });

test('of a file that several runs or shards worked on the done row counts, whichever was written last', async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, {
    'mien-report-1-of-2.jsonl': new TextEncoder().encode([row('a', 'done'), row('b', 'failed'), row('c', 'failed'), ''].join('\n')),
    'mien-report-2-of-2.jsonl': new TextEncoder().encode([row('a', 'failed'), row('b', 'done'), row('d', 'done'), row('d', 'failed'), ''].join('\n')),
  });
  const { files } = await readReports(join(folder.path));
  expect(Object.fromEntries([...files].map(([id, { state }]) => [id, state]))).toEqual({ a: 'done', b: 'done', c: 'failed', d: 'done' });
});

test('a run is another one with another reference, and one of before there were any is the same without one', () => {
  const recipe = parseRecipe({ version: 1, bundle: 'tiny', edit: { kind: 'attributes', reference: 'r.png' } });
  const run = (reference?: Uint8Array) => describeRun(recipe, Uint8Array.of(1), { policy: 'whole', reason: 'said so' }, reference);
  const after = (earlier: ReturnType<typeof run>, now: ReturnType<typeof run>): void => { expectSameRun({ runs: [earlier], files: new Map(), names: [] }, now); };
  expect(() => { after(run(Uint8Array.of(7)), run(Uint8Array.of(7))); }).not.toThrow();
  expect(() => { after(run(), run()); }).not.toThrow();
  expect(() => { after(run(Uint8Array.of(7)), run(Uint8Array.of(8))); }).toThrow('the earlier run\'s reference');
  expect(() => { after(run(), run(Uint8Array.of(8))); }).toThrow('the earlier run\'s reference');
});
