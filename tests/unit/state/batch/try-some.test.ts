import { afterEach, expect, it, vi } from 'vitest';
import { cancelRun } from '../../../../src/state/batch/commands/cancel-run.ts';
import { startRun } from '../../../../src/state/batch/commands/start-run.ts';
import { trySome } from '../../../../src/state/batch/commands/try-some.ts';
import { shownFiles } from '../../../../src/state/batch/batch-store.ts';
import { batchBench, MODELS, numbered, RECIPE, texts } from './batch-double.ts';

afterEach(() => { vi.unstubAllGlobals(); });

it('a trial edits six pictures from all over the folder, writes nothing, and the run does all of them', async () => {
  const bench = batchBench();
  const { store, journal } = bench.batch;
  store.setState({ source: numbered(12), recipe: RECIPE, sinkFolder: bench.sink.handle });
  await trySome(bench.batch, MODELS);
  expect(bench.rendered).toEqual(['0', '2', '4', '6', '8', '10']);
  expect([await journal.load(), await bench.sink.texts(), store.getState().phase]).toEqual([undefined, {}, 'setup']);
  const { rows, sink, isTrial } = shownFiles(store.getState());
  expect([isTrial, rows.map(({ state }) => state.kind)]).toEqual([true, Array.from({ length: 6 }, () => 'done')]);
  expect(await (await sink!.read(rows[1]!.item.output))!.text()).toBe('2!');

  // Another folder's pictures are not what was tried.
  store.setState({ source: numbered(3) });
  expect(shownFiles(store.getState()).rows).toEqual([]);
  await startRun(bench.batch, MODELS);
  expect([shownFiles(store.getState()).rows.length, store.getState().trial]).toEqual([3, undefined]);
});

it('a bad file of a trial says why; a trial that is stopped keeps what it came to', async () => {
  const bench = batchBench();
  const { store } = bench.batch;
  store.setState({ source: texts({ 'a.png': 'bad', 'b.png': 'one', 'c.png': 'two', 'd.png': 'three' }), recipe: RECIPE });
  bench.onRender = async (text) => { if (text === 'two') await cancelRun(bench.batch); };
  await trySome(bench.batch, MODELS);
  expect(shownFiles(store.getState()).rows.map(({ item, state }) => [item.path, 'reason' in state ? state.reason.code : state.kind])).toEqual([['a.png', 'picture-unreadable'], ['b.png', 'done']]);
  expect([store.getState().phase, store.getState().problem, bench.batch.run]).toEqual(['setup', undefined, undefined]);
});
