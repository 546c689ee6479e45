import { afterEach, describe, expect, it, vi } from 'vitest';
import { unzipSync } from 'fflate';
import { cancelRun } from '../../../../src/state/batch/commands/cancel-run.ts';
import { newRun } from '../../../../src/state/batch/commands/new-run.ts';
import { pauseRun } from '../../../../src/state/batch/commands/pause-run.ts';
import { restoreRun } from '../../../../src/state/batch/commands/restore-run.ts';
import { resumeRun } from '../../../../src/state/batch/commands/resume-run.ts';
import { retryFailed } from '../../../../src/state/batch/commands/retry-failed.ts';
import { saveZip } from '../../../../src/state/batch/commands/save-zip.ts';
import { setSource } from '../../../../src/state/batch/commands/set-source.ts';
import { skipRow } from '../../../../src/state/batch/commands/skip-row.ts';
import { startRun } from '../../../../src/state/batch/commands/start-run.ts';
import { partUnreachable } from '../../../../src/core/part.ts';
import type { SaveTarget } from '../../../../src/bridge/save-file.ts';
import { AppError } from '../../../../src/core/app-error.ts';
import type { Batch } from '../../../../src/state/batch/batch.ts';
import { folderSource } from '../../../../src/bridge/batch-source.ts';
import { batchBench, MODELS, numbered, outcome, RECIPE, start, texts, type BatchBench } from './batch-double.ts';
import { MemoryFolder } from './memory-folder.ts';

afterEach(() => { vi.unstubAllGlobals(); });

const gone = (): DOMException => new DOMException('gone', 'NotFoundError');

function countOf(bench: BatchBench, wanted: string): number {
  return Object.values(outcome(bench)).filter((state) => state === wanted).length;
}

function stateOf({ batch }: BatchBench): { readonly phase: string; readonly problem: string | undefined } {
  const { phase, problem } = batch.store.getState();
  return { phase, problem: problem?.code };
}

describe('a batch run', () => {
  it('ends a bad file as a row with a reason and goes on', async () => {
    const bench = batchBench();
    await start(bench, texts({ 'a.png': 'one', 'b.png': 'bad', 'sub/c.png': 'two' }));
    expect(outcome(bench)).toEqual({ 'a.png': 'done', 'b.png': 'picture-unreadable', 'sub/c.png': 'done' });
    expect(await bench.sink.texts()).toEqual({ 'a-smile.png': 'one!', 'sub/c-smile.png': 'two!' });
    expect(stateOf(bench)).toEqual({ phase: 'finished', problem: undefined });
    expect((await bench.batch.journal.load())?.rows.map(({ state }) => state.kind)).toEqual(['done', 'failed', 'done']);
  });

  it('pauses where a part of the app cannot be fetched: no file is at fault, and all of them wait', async () => {
    const bench = batchBench();
    let isOffline = true;
    bench.onRender = () => { if (isOffline && bench.rendered.length >= 2) throw partUnreachable('the face finder'); };
    await start(bench, numbered(10));
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: 'part-unreachable' });
    expect(countOf(bench, 'done') + countOf(bench, 'waiting')).toBe(10);
    isOffline = false;
    await resumeRun(bench.batch, MODELS);
    expect(countOf(bench, 'done')).toBe(10);
  });

  it('gives files that would be called the same names of their own', async () => {
    const bench = batchBench();
    await start(bench, texts({ 'a.png': 'png', 'a.jpg': 'jpg', 'A.webp': 'webp' }));
    expect(await bench.sink.texts()).toEqual({ 'A-smile.png': 'webp!', 'a-smile-2.png': 'jpg!', 'a-smile-3.png': 'png!' });
  });

  it('never replaces what lies in the output folder', async () => {
    const bench = batchBench();
    const there = await bench.sink.getFileHandle('a-smile.png', { create: true });
    there.blob = new Blob(['mine']);
    await start(bench, texts({ 'a.png': 'one', 'b.png': 'two' }));
    expect(outcome(bench)).toEqual({ 'a.png': 'output-exists', 'b.png': 'done' });
    expect((await bench.sink.texts())['a-smile.png']).toBe('mine');
  });

  it('packs what is done into a zip, in order', async () => {
    const bench = batchBench();
    await start(bench, texts({ 'b.png': 'two', 'a.png': 'one', 'sub/c.png': 'bad' }), { toZip: true });
    const { zip } = bench.batch.store.getState();
    const files = unzipSync(new Uint8Array(await zip!.arrayBuffer()));
    expect(Object.entries(files).map(([path, bytes]) => [path, new TextDecoder().decode(bytes)])).toEqual([['a-smile.png', 'one!'], ['b-smile.png', 'two!']]);
  });

  it('finishes what is under way when paused, leaves out what was skipped, and goes on', async () => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 4) pauseRun(bench.batch); };
    await start(bench, numbered(20));
    expect(stateOf(bench).phase).toBe('paused');
    const done = countOf(bench, 'done');
    expect(done).toBeGreaterThanOrEqual(5);
    expect(done).toBeLessThanOrEqual(8);
    await skipRow(bench.batch, 19);
    await resumeRun(bench.batch, MODELS);
    expect(stateOf(bench).phase).toBe('finished');
    expect(countOf(bench, 'done')).toBe(19);
    expect(bench.rendered.toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 19 }, (_, i) => String(i)));
  });

  it('drops what is under way when cancelled; what is done stays', async () => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 5) void cancelRun(bench.batch); };
    await start(bench, numbered(20));
    expect(stateOf(bench).phase).toBe('finished');
    expect(countOf(bench, 'done') + countOf(bench, 'cancelled')).toBe(20);
    expect(countOf(bench, 'done')).toBe(Object.keys(await bench.sink.texts()).length);
    expect(countOf(bench, 'done')).toBeLessThan(8);
  });

  it('tries again what failed, and that alone', async () => {
    const bench = batchBench();
    let isBroken = true;
    bench.onRender = (text) => { if (isBroken && text === '3') throw new Error('no memory'); };
    await start(bench, numbered(6));
    expect(outcome(bench)['003.png']).toBe('unexpected');
    isBroken = false;
    await retryFailed(bench.batch, MODELS);
    expect(countOf(bench, 'done')).toBe(6);
    expect(bench.rendered).toHaveLength(6);
  });
});

describe('a folder that fails under a run', () => {
  it.each([['QuotaExceededError', 'disk-full'], ['NotAllowedError', 'sink-forbidden'], ['NotFoundError', 'sink-gone']])('%s: some rows say %s, then the run waits instead of using up the others', async (name, code) => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 4) bench.sink.writeFailure = new DOMException('no', name); };
    await start(bench, numbered(40));
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: code });
    expect(countOf(bench, code)).toBeGreaterThanOrEqual(3);
    expect(countOf(bench, code)).toBeLessThanOrEqual(6);
    expect(countOf(bench, 'waiting')).toBeGreaterThan(28);
    expect(countOf(bench, 'running')).toBe(0);

    bench.sink.writeFailure = undefined;
    await retryFailed(bench.batch, MODELS);
    expect(stateOf(bench)).toEqual({ phase: 'finished', problem: undefined });
    expect(Object.keys(await bench.sink.texts())).toHaveLength(40);
  });

  it('deleted as a whole: the same', async () => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 4) bench.sink.failure = gone(); };
    await start(bench, numbered(40));
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: 'sink-gone' });
    expect(countOf(bench, 'waiting')).toBeGreaterThan(28);
  });

  it('fails for single files: the run goes on to its end', async () => {
    const bench = batchBench();
    bench.onRender = (text) => { bench.sink.writeFailure = text === '10' ? new DOMException('no', 'QuotaExceededError') : undefined; };
    await start(bench, numbered(40));
    expect(stateOf(bench).phase).toBe('finished');
    expect(countOf(bench, 'done') + countOf(bench, 'disk-full')).toBe(40);
    expect(countOf(bench, 'done')).toBeGreaterThan(36);
  });

  it('withdraws the permission to read: the run waits', async () => {
    const bench = batchBench();
    const source = numbered(40);
    const folder = new MemoryFolder('in');
    for (const { path } of source.listing.files) (await folder.getFileHandle(path, { create: true })).blob = await source.open(path);
    const read = await folderSource(folder.handle, () => true);
    bench.onRender = () => {
      if (bench.rendered.length !== 4) return;
      for (const entry of folder.entriesByName.values()) Object.assign(entry, { getFile: () => Promise.reject(new DOMException('no', 'NotAllowedError')) });
    };
    await start(bench, read);
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: 'source-forbidden' });
    expect(countOf(bench, 'waiting')).toBeGreaterThan(28);
  });
});

describe('the browser’s storage, emptied or full', () => {
  it('the journal deleted under a run is written anew: a reload finds every row', async () => {
    const bench = batchBench();
    bench.onRender = async () => {
      if (bench.rendered.length === 4) await bench.batch.journal.clear();
      if (bench.rendered.length === 7) pauseRun(bench.batch);
    };
    await start(bench, numbered(20));
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: undefined });
    const before = outcome(bench);
    await bench.batch.journal.clear();
    bench.onRender = () => { bench.onRender = () => new Promise<void>(() => undefined); };
    void resumeRun(bench.batch, MODELS);
    await vi.waitFor(() => { expect(countOf(bench, 'running')).toBe(3); });
    bench.reload();
    bench.onRender = () => undefined;
    await restoreRun(bench.batch, MODELS);
    for (const [path, state] of Object.entries(before)) if (state === 'done') expect(outcome(bench)[path]).toBe('done');
    await setSource(bench.batch, () => Promise.resolve(numbered(20)), MODELS);
    expect([stateOf(bench), countOf(bench, 'done')]).toEqual([{ phase: 'finished', problem: undefined }, 20]);
  });

  it('a journal that answers nothing more: the run pauses instead of using up its rows', async () => {
    const bench = batchBench();
    const { journal } = bench.batch;
    bench.onRender = () => {
      if (bench.rendered.length === 4) vi.spyOn(journal, 'putRows').mockRejectedValue(new AppError({ code: 'storage-blocked', message: 'Expected an answer.' }));
    };
    await start(bench, numbered(40));
    expect(stateOf(bench)).toEqual({ phase: 'paused', problem: 'storage-blocked' });
    expect(countOf(bench, 'waiting')).toBeGreaterThan(28);
  });

  it('a staged result that is gone is no result: its row says so, and is tried again', async () => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 6) bench.storage.entriesByName.clear(); };
    await start(bench, numbered(10), { toZip: true });
    expect(stateOf(bench).phase).toBe('finished');
    const gone = countOf(bench, 'result-gone');
    expect(gone).toBeGreaterThan(2);
    const names = async (): Promise<number> => Object.keys(unzipSync(new Uint8Array(await bench.batch.store.getState().zip!.arrayBuffer()))).length;
    expect(await names()).toBe(10 - gone);
    await retryFailed(bench.batch, MODELS);
    expect([countOf(bench, 'done'), await names()]).toEqual([10, 10]);
  });

  it('no room to pack: what is staged waits, and is packed when there is', async () => {
    const bench = batchBench();
    bench.onRender = () => { bench.storage.writeFailure = undefined; };
    const full = new DOMException('no', 'QuotaExceededError');
    const packing = bench.batch.store.subscribe(({ phase }) => { if (phase === 'packing') bench.storage.writeFailure = full; });
    await start(bench, numbered(5), { toZip: true });
    expect([stateOf(bench), countOf(bench, 'done')]).toEqual([{ phase: 'paused', problem: 'disk-full' }, 5]);
    packing();
    bench.storage.writeFailure = undefined;
    await resumeRun(bench.batch, MODELS);
    expect([stateOf(bench).phase, bench.rendered.length, bench.batch.store.getState().zip?.name]).toEqual(['finished', 5, 'mien-batch.zip']);
  });

  it('a zip that is gone when it is to be saved: nothing is written, and the rows say so', async () => {
    const bench = batchBench();
    await start(bench, numbered(3), { toZip: true });
    const { zip } = bench.batch.store.getState();
    zip!.slice = () => ({ arrayBuffer: () => Promise.reject(gone()) }) as unknown as Blob;
    bench.storage.entriesByName.clear();
    let isAsked = false;
    await saveZip(bench.batch, () => { isAsked = true; return Promise.reject(new Error('asked')); });
    expect([isAsked, stateOf(bench), countOf(bench, 'result-gone')]).toEqual([false, { phase: 'finished', problem: 'result-gone' }, 3]);
    expect(bench.batch.store.getState().zip).toBeUndefined();
    await retryFailed(bench.batch, MODELS);
    expect([countOf(bench, 'done'), bench.batch.store.getState().zip?.name]).toEqual([3, 'mien-batch.zip']);
  });
});

describe('a run that a reload cut short', () => {
  async function interrupted(): Promise<BatchBench> {
    const bench = batchBench();
    bench.onRender = () => (bench.rendered.length < 5 ? undefined : new Promise<void>(() => undefined));
    void start(bench, numbered(12));
    await vi.waitFor(() => { expect(countOf(bench, 'done')).toBe(5); });
    bench.reload();
    bench.onRender = () => undefined;
    return bench;
  }

  it('asks for the source, goes on where it stopped, and renders nothing twice', async () => {
    const bench = await interrupted();
    await restoreRun(bench.batch, MODELS);
    expect(bench.batch.store.getState()).toMatchObject({ phase: 'paused', missing: 'source', sourceName: 'in' });
    await setSource(bench.batch, () => Promise.resolve(numbered(12)), MODELS);
    expect(stateOf(bench)).toEqual({ phase: 'finished', problem: undefined });
    expect(countOf(bench, 'done')).toBe(12);
    expect(new Set(bench.rendered).size).toBe(12);
    expect(bench.rendered).toHaveLength(12);
  });

  it('does not take a file that changed for the one that it was', async () => {
    const bench = await interrupted();
    await restoreRun(bench.batch, MODELS);
    const changed = texts({ ...Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${String(i).padStart(3, '0')}.png`, String(i)])), '011.png': 'longer' });
    await setSource(bench.batch, () => Promise.resolve(changed), MODELS);
    expect(outcome(bench)['011.png']).toBe('source-changed');
    expect(countOf(bench, 'done')).toBe(11);
  });

  it('knows a file that was written before the journal said so', async () => {
    const bench = await interrupted();
    const { rows } = (await bench.batch.journal.load())!;
    const index = rows.findIndex(({ state }) => state.kind === 'running' || state.kind === 'waiting');
    const row = rows[index]!;
    const pending = { faces: 1, widthPx: 2, heightPx: 2, outputBytes: 4, notes: [] };
    await bench.batch.journal.putRows([[index, { ...row, state: { kind: 'running' }, pending }]]);
    (await bench.sink.getFileHandle(row.item.output, { create: true })).blob = new Blob(['kept']);
    await restoreRun(bench.batch, MODELS);
    await setSource(bench.batch, () => Promise.resolve(numbered(12)), MODELS);
    expect(outcome(bench)[row.item.path]).toBe('done');
    expect((await bench.sink.texts())[row.item.output]).toBe('kept');
    expect(bench.rendered).not.toContain(String(index));
  });

  it('refuses to start without a level', async () => {
    const bench = batchBench();
    await start(bench, numbered(2), { recipe: { ...RECIPE, edit: { kind: 'attributes', levels: {} } } });
    expect(stateOf(bench)).toEqual({ phase: 'setup', problem: 'recipe-empty' });
  });
});

describe('two tabs', () => {
  it('share one run: the second says who has it, and touches nothing', async () => {
    const bench = batchBench();
    let second: Batch | undefined;
    bench.onRender = async () => {
      if (bench.rendered.length !== 4 || second) return;
      second = bench.otherTab();
      await restoreRun(second, MODELS);
      expect(second.store.getState()).toMatchObject({ phase: 'setup', rows: [], problem: { code: 'batch-elsewhere' } });
      expect(second.store.getState().problem?.message).toMatch(/“in”, \d of 10 done/);
      second.store.setState({ source: numbered(3), recipe: RECIPE });
      await startRun(second, MODELS);
      await newRun(second);
      expect(second.store.getState()).toMatchObject({ phase: 'setup', problem: { code: 'batch-elsewhere' } });
    };
    await start(bench, numbered(10), { toZip: true });
    expect(second).toBeDefined();
    expect(countOf(bench, 'done')).toBe(10);
    expect(Object.keys(unzipSync(new Uint8Array(await bench.batch.store.getState().zip!.arrayBuffer())))).toHaveLength(10);

    // Forgotten here, it is free there.
    await newRun(bench.batch);
    await startRun(second!, MODELS);
    expect(second!.store.getState()).toMatchObject({ phase: 'finished', problem: undefined });
  });

  it('a run whose tab went is offered to the one that would start another, not deleted', async () => {
    const bench = batchBench();
    bench.onRender = () => { if (bench.rendered.length === 4) pauseRun(bench.batch); };
    await start(bench, numbered(10), { toZip: true });
    const staged = await bench.storage.texts();
    const second = bench.otherTab();
    second.store.setState({ source: numbered(3), recipe: RECIPE });
    bench.reload();
    await startRun(second, MODELS);
    expect(second.store.getState()).toMatchObject({ phase: 'paused', sourceName: 'in', missing: 'source' });
    expect(await bench.storage.texts()).toEqual(staged);
  });
});

describe('what is kept in the browser', () => {
  const target = (isCertain: boolean): { readonly target: SaveTarget; readonly written: Blob[] } => {
    const written: Blob[] = [];
    return { written, target: { name: 'a.zip', isCertain, write: (blob) => { written.push(blob); return Promise.resolve(); } } };
  };

  it('goes once the zip is known to be saved, and not before', async () => {
    const bench = batchBench();
    await start(bench, numbered(3), { toZip: true });
    const download = target(false);
    await saveZip(bench.batch, () => Promise.resolve(download.target));
    expect([download.written.length, Object.keys(await bench.storage.texts()).length]).toEqual([1, 4]);
    await saveZip(bench.batch, () => Promise.reject(new AppError({ code: 'save-failed', message: 'x' })));
    expect(Object.keys(await bench.storage.texts())).toHaveLength(4);
    const file = target(true);
    await saveZip(bench.batch, () => Promise.resolve(file.target));
    expect(file.written).toHaveLength(1);
    expect(await bench.storage.texts()).toEqual({});
    expect(await bench.batch.journal.load()).toBeUndefined();
    expect(bench.batch.store.getState()).toMatchObject({ phase: 'finished', isForgotten: true, zip: undefined });
  });

  it('goes with the next visit where its journal is gone, unless another tab is at it', async () => {
    const bench = batchBench();
    await start(bench, numbered(3), { toZip: true });
    await bench.batch.journal.clear();
    const other = bench.otherTab();
    await restoreRun(other, MODELS);
    expect(Object.keys(await bench.storage.texts())).toHaveLength(4);
    bench.reload();
    await restoreRun(bench.batch, MODELS);
    expect(await bench.storage.texts()).toEqual({});
    // Nobody has the run any more: another tab may begin one.
    expect(await other.claim.take()).toBe(true);
  });

  it('goes when the person says so', async () => {
    const bench = batchBench();
    await start(bench, numbered(3), { toZip: true });
    await newRun(bench.batch);
    expect(await bench.storage.texts()).toEqual({});
  });
});

describe('originals', () => {
  it('are not among the outputs: the same folder, and one that holds theirs', async () => {
    const bench = batchBench();
    const nest = new MemoryFolder('nest');
    const input = await nest.getDirectoryHandle('in', { create: true });
    for (const [folder, name] of [[input, 'a.png'], [await input.getDirectoryHandle('in', { create: true }), 'b.png']] as const) (await folder.getFileHandle(name, { create: true })).blob = new Blob(['x']);
    const source = await folderSource(input.handle, () => true);
    for (const sink of [input, nest]) {
      bench.batch.store.setState({ source, recipe: RECIPE, sinkFolder: sink.handle });
      await startRun(bench.batch, MODELS);
      expect(stateOf(bench)).toEqual({ phase: 'setup', problem: 'sink-is-source' });
    }
    expect(Object.keys(await nest.texts()).sort()).toEqual(['in/a.png', 'in/in/b.png']);
  });
});
