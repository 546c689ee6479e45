import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OfflineCopy } from '../../../src/bridge/offline-copy.ts';
import { startKeeping } from '../../../src/state/effects/keep-offline.ts';
import { editorWithModel, last, loaded, openUnsearched, settle, type Bench } from './engine-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();

class CopyDouble implements OfflineCopy {
  starts = 0;
  readonly kept: (readonly string[])[] = [];
  canKeep = true;
  offerUpdate: (apply: () => void) => void = () => undefined;
  sayReplaced: (reload: () => void) => void = () => undefined;
  start(): Promise<boolean> { this.starts++; return Promise.resolve(true); }
  keep(urls: readonly string[]): Promise<boolean> { this.kept.push(urls); return Promise.resolve(this.canKeep); }
  onUpdate(listener: (apply: () => void) => void): void { this.offerUpdate = listener; }
  onReplaced(listener: (reload: () => void) => void): void { this.sayReplaced = listener; }
}

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithModel();
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

it('leaves the network to the first edit: the copy is made once the editor has been at rest for a while, and names the model in use', async () => {
  const copy = new CopyDouble();
  const stop = startKeeping(bench.editor.store, copy);
  vi.advanceTimersByTime(3000);
  await openUnsearched(bench, 'one', 800, 600);
  vi.advanceTimersByTime(60_000);
  expect(copy.starts).toBe(0);
  await last(bench.finder.searches).answer([]);
  vi.advanceTimersByTime(3900);
  expect(copy.starts).toBe(0);
  vi.advanceTimersByTime(200);
  await settle();
  expect(copy.starts).toBe(1);
  expect(copy.kept).toEqual([[]]);
  expect(state().offline.isReady).toBe(true);
  stop();
});

it('keeps a model that is loaded later once, and promises nothing that could not be kept', async () => {
  const copy = new CopyDouble();
  copy.canKeep = false;
  const stop = startKeeping(bench.editor.store, copy);
  vi.advanceTimersByTime(4100);
  await settle();
  expect(state().offline.isReady).toBe(false);
  const bundle = { ...loaded(), fetchedUrls: ['https://mien.test/models/other/manifest.json'] };
  bench.editor.store.setState(({ engine }) => ({ engine: { ...engine, loaded: { modelId: 'other', bundle } } }));
  bench.editor.store.setState(({ engine }) => ({ engine: { ...engine } }));
  await settle();
  expect(copy.kept).toEqual([[], ['https://mien.test/models/other/manifest.json']]);
  stop();
});

it('reloads nothing by itself: another version is a notice with a button', () => {
  const copy = new CopyDouble();
  const stop = startKeeping(bench.editor.store, copy);
  const [apply, reload] = [vi.fn(), vi.fn()];
  copy.offerUpdate(apply);
  copy.sayReplaced(reload);
  expect([apply.mock.calls.length, reload.mock.calls.length]).toEqual([0, 0]);
  expect(state().notices.list).toMatchObject([{ kind: 'info', action: { label: 'Reload now' } }, { kind: 'info', action: { label: 'Reload now' } }]);
  for (const { action } of state().notices.list) action?.run();
  expect([apply.mock.calls.length, reload.mock.calls.length]).toEqual([1, 1]);
  stop();
});
