import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReports } from '../../../src/cli/batch-report.ts';
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
