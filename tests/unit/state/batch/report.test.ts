import { afterEach, expect, it, vi } from 'vitest';
import type { SaveTarget } from '../../../../src/bridge/save-file.ts';
import { saveReport } from '../../../../src/state/batch/commands/save-report.ts';
import { estimateText } from '../../../../src/state/batch/pace-memory.ts';
import { batchBench, numbered, RECIPE, start, texts } from './batch-double.ts';

afterEach(() => { vi.unstubAllGlobals(); });

it('a run’s report is a row for every file, as a spreadsheet reads it', async () => {
  const bench = batchBench();
  await start(bench, texts({ '=a.png': 'one', 'b.png': 'bad' }));
  const written: Blob[] = [];
  const target: SaveTarget = { name: 'mien-report.csv', isCertain: true, write: (blob) => { written.push(blob); return Promise.resolve(); } };
  await saveReport(bench.batch, () => Promise.resolve(target));
  const bytes = new Uint8Array(await written[0]!.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = new TextDecoder().decode(bytes).split('\r\n');
  expect(lines).toHaveLength(4);
  expect([lines[1], lines[2]]).toEqual([expect.stringMatching(/^'=a\.png,'=a-smile\.png,done,/), expect.stringMatching(/^b\.png,,failed,.*picture-unreadable/)]);
});

it('a run tells beforehand how long it will take, once one in the same model was timed', async () => {
  const kept = new Map<string, string>();
  const bench = batchBench();
  bench.batch = { ...bench.batch, paceStore: { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => { kept.set(key, value); } } };
  expect(estimateText(bench.batch, RECIPE, 10)).toBe('How long it takes shows after the first files.');
  vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(20_000);
  await start(bench, numbered(10));
  expect([estimateText(bench.batch, RECIPE, 10), estimateText(bench.batch, RECIPE, 200), estimateText(bench.batch, { ...RECIPE, bundle: 'other' }, 10)]).toEqual([
    'About 20 s, going by earlier runs here.', 'About 7 min, going by earlier runs here.', 'How long it takes shows after the first files.',
  ]);
  vi.restoreAllMocks();
  // A store that refuses ends no run.
  bench.batch = { ...bench.batch, paceStore: { getItem: () => null, setItem: () => { throw new DOMException('full'); } } };
  bench.batch.store.setState({ phase: 'setup' });
  await start(bench, numbered(4));
  expect(bench.batch.store.getState()).toMatchObject({ phase: 'finished', problem: undefined });
});
