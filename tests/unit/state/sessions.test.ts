import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { maskText, openMask } from '../../../src/core/brush-mask.ts';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { setPreferences } from '../../../src/state/commands/preferences.ts';
import { clearRecent, openRecent, refreshRecent, setKeeping } from '../../../src/state/commands/sessions.ts';
import { startUp } from '../../../src/state/commands/start-up.ts';
import { zoomBy } from '../../../src/state/commands/view.ts';
import type { EditDocument } from '../../../src/state/edit-document.ts';
import { createEditor } from '../../../src/state/editor.ts';
import { readSession } from '../../../src/state/session/read-session.ts';
import { analyseAll, bitmap, EngineDouble, last, loaded, MANIFEST, onlyFace, open, settle, editorWithModel, type Bench } from './engine-double.ts';
import { faceAt, FinderDouble, middle } from './finder-double.ts';
import { KeeperDouble, SessionStorageDouble } from './keeper-double.ts';
import { LibraryDouble } from './library-double.ts';

let storage: SessionStorageDouble;
const tabs: Bench[] = [];
const written = async (): Promise<void> => { await vi.advanceTimersByTimeAsync(3000); };
const stateOf = ({ editor }: Bench) => editor.store.getState();
const only = () => { const [session] = [...storage.sessions.values()]; return session!; };
const opened = (pictureId: string) => ({ pictureId, widthPx: 300, heightPx: 300, preview: bitmap(), hasLocation: false, notes: [] });

/** A tab with a picture that smiles. */
async function smilingTab(pictureId: string, keeper = new KeeperDouble(storage)): Promise<Bench> {
  const bench = await editorWithModel(MANIFEST, keeper);
  tabs.push(bench);
  await open(bench, pictureId, 300, 300);
  await analyseAll(bench);
  setLevel(bench.editor, 'smile', 0.4);
  setLevel(bench.editor, 'age', 0.2);
  await written();
  return bench;
}

/** The page of a tab after a reload: what the tab remembers is all it has. */
async function reloaded({ keeper, editor }: Bench, models = [{ id: 'test', title: 'Test', baseUrl: 'https://mien.test/models/test/', manifest: MANIFEST }]): Promise<Bench> {
  editor.dispose();
  keeper.release();
  const [engine, library, finder] = [new EngineDouble(), new LibraryDouble(), new FinderDouble()];
  const next = new KeeperDouble(storage, keeper.tabId);
  const bench: Bench = { editor: createEditor({ engine, library, finder, keeper: next }, { models }), engine, library, finder, keeper: next };
  tabs.push(bench);
  void startUp(bench.editor);
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(1);
  return bench;
}

beforeEach(() => {
  vi.useFakeTimers();
  storage = new SessionStorageDouble();
});
afterEach(() => {
  for (const { editor } of tabs.splice(0)) editor.dispose();
  vi.useRealTimers();
});

describe('a session', () => {
  it('comes back after a reload: picture, faces, edits, history, view and model', async () => {
    const before = await smilingTab('one');
    undo(before.editor);
    zoomBy(before.editor, 2);
    before.editor.store.setState(({ engine }) => ({ engine: { ...engine, isModelChosen: true } }));
    await written();
    const { document, view: { zoom } } = stateOf(before);
    const after = await reloaded(before);
    expect(stateOf(after).session.isReturning).toBe(true);
    expect(last(after.engine.loads).request.source).toEqual({ baseUrl: 'https://mien.test/models/test/' });
    await last(after.engine.openings).answer(opened('one'));
    await last(after.engine.loads).answer(loaded());
    expect(stateOf(after)).toMatchObject({ document, view: { zoom }, engine: { isModelChosen: true }, picture: { open: { pictureId: 'one', name: 'one.jpg' } }, session: { isReturning: false } });
    expect([after.finder.searches.length, after.keeper.tabId]).toEqual([0, before.keeper.tabId]);
    expect(after.editor.history.timeline()).toMatchObject({ present: 1, documents: before.editor.history.timeline().documents });
    redo(after.editor);
    expect(onlyFace(after).levels).toEqual({ smile: 0.4, age: 0.2 });
    undo(after.editor);
    undo(after.editor);
    expect(onlyFace(after).levels).toEqual({});
    await written();
    expect([storage.sessions.size, storage.pictures.size]).toEqual([1, 1]);
  });

  it('keeps the pictures that undo leads back to', async () => {
    const before = await smilingTab('one');
    await open(before, 'two', 300, 300);
    await written();
    expect([...storage.pictures.keys()]).toEqual(['one', 'two']);
    const after = await reloaded(before);
    await last(after.engine.openings).answer(opened('two'));
    undo(after.editor);
    await settle();
    await last(after.engine.openings).answer(opened('one'));
    expect(onlyFace(after).levels).toEqual({ smile: 0.4, age: 0.2 });
  });

  it('is written at once when the page goes', async () => {
    const bench = await smilingTab('one');
    setLevel(bench.editor, 'smile', 1);
    const { puts } = bench.keeper;
    bench.keeper.hide();
    expect(bench.keeper.puts).toBe(puts + 1);
    expect(only().state).toMatchObject({ document: { faces: [{ levels: { smile: 1 } }] } });
  });

  it('whose pictures somebody removed meanwhile, another tab or a person, is written with them again', async () => {
    const bench = await smilingTab('one');
    storage.sessions.clear();
    storage.pictures.clear();
    setLevel(bench.editor, 'smile', 1);
    await written();
    expect([only().head.pictureIds, [...storage.pictures.keys()]]).toEqual([['one'], ['one']]);
    const { puts } = bench.keeper;
    await written();
    expect(bench.keeper.puts).toBe(puts);
  });

  it('never holds the vector that tells a person from others', async () => {
    const bench = await editorWithModel({ ...MANIFEST, graphs: { ...MANIFEST.graphs, 'attribute-classifier': undefined } }, new KeeperDouble(storage));
    tabs.push(bench);
    await open(bench, 'one', 300, 300, [faceAt(middle(300, 300), { ageYears: 30, descriptor: [1, 2, 3] })]);
    setLevel(bench.editor, 'smile', 1);
    await written();
    expect(JSON.stringify(only().state)).toContain('"ageYears":30');
    expect(JSON.stringify(only().state)).not.toContain('[1,2,3]');
  });

  it('of a duplicated tab, or one beside it, is another one', async () => {
    const first = await smilingTab('one');
    const copy = new KeeperDouble(storage, first.keeper.tabId);
    const [engine, library, finder] = [new EngineDouble(), new LibraryDouble(), new FinderDouble()];
    const bench: Bench = { editor: createEditor({ engine, library, finder, keeper: copy }, {}), engine, library, finder, keeper: copy };
    tabs.push(bench);
    void startUp(bench.editor);
    await vi.advanceTimersByTimeAsync(1);
    expect(stateOf(bench)).toMatchObject({ picture: { opening: undefined }, session: { isReturning: false, recent: [{ name: 'one.jpg', isOpenElsewhere: true }] } });
    await smilingTab('two');
    expect([...storage.sessions.values()].map(({ head }) => head.name)).toEqual(['one.jpg', 'two.jpg']);
  });

  it('that another tab works on is copied when it is opened here, pictures and all', async () => {
    const first = await smilingTab('one');
    const second = await smilingTab('two');
    await refreshRecent(second.editor);
    void openRecent(second.editor, stateOf(first).session.id!);
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1);
    await last(second.engine.openings).answer(opened('one'));
    setLevel(second.editor, 'smile', 1);
    await written();
    expect([stateOf(first), stateOf(second)].map(({ document }) => document.faces[0]!.levels['smile'])).toEqual([0.4, 1]);
    expect([storage.sessions.size, storage.pictures.size]).toEqual([3, 2]);
  });

  it('stays where it is when storage is full: the editor goes on, says so once, and writes when there is room again', async () => {
    storage.failure = new AppError({ code: 'session-not-kept', message: 'This browser’s storage is full.', recovery: 'Make room.' });
    const bench = await smilingTab('one');
    setLevel(bench.editor, 'smile', 0.9);
    await written();
    expect(stateOf(bench).notices.list).toMatchObject([{ kind: 'error', title: 'This session is not kept', detail: 'This browser’s storage is full. Make room.' }]);
    storage.failure = undefined;
    setLevel(bench.editor, 'smile', 0.8);
    await written();
    expect(stateOf(bench).session.problem).toBeUndefined();
    expect([only().state, storage.pictures.size]).toMatchObject([{ document: { faces: [{ levels: { smile: 0.8 } }] } }, 1]);
  });

  it('is not kept where the person does not want it, and what was kept goes at once', async () => {
    const bench = await smilingTab('one');
    await setKeeping(bench.editor, false);
    setLevel(bench.editor, 'smile', 1);
    bench.keeper.hide();
    await written();
    expect([storage.sessions.size, storage.pictures.size, bench.keeper.tabId]).toEqual([0, 0, undefined]);
    setPreferences(bench.editor, { keepsSessions: true });
    await written();
    expect([storage.sessions.size, storage.pictures.size]).toEqual([1, 1]);
  });

  it('is one of the last six; clearing leaves those that tabs work on', async () => {
    for (let i = 0; i < 8; i++) {
      const { keeper, editor } = await smilingTab(`picture-${String(i)}`);
      editor.dispose();
      keeper.release();
    }
    expect([...storage.sessions.values()].map(({ head }) => head.name)).toEqual([2, 3, 4, 5, 6, 7].map((i) => `picture-${String(i)}.jpg`));
    expect(storage.pictures.size).toBe(6);
    const bench = await smilingTab('last');
    await clearRecent(bench.editor);
    expect([[...storage.pictures.keys()], stateOf(bench).session.recent]).toEqual([['last'], []]);
  });

  it('whose picture is gone says so, and the page begins anew', async () => {
    const before = await smilingTab('one');
    storage.pictures.clear();
    const after = await reloaded(before);
    expect(stateOf(after)).toMatchObject({ session: { isReturning: false, id: undefined }, notices: { list: [{ title: 'Could not bring the last session back' }] } });
  });

  it('that crashes the tab while it is brought back is not brought back again by itself', async () => {
    const before = await smilingTab('one');
    const crashing = await reloaded(before);
    const again = await reloaded(crashing);
    expect(stateOf(again)).toMatchObject({ session: { isReturning: false, recent: [{ name: 'one.jpg' }] }, picture: { opening: undefined } });
  });

  it('whose model is gone is edited with the default one, and keeps its edits', async () => {
    const before = await smilingTab('one');
    const after = await reloaded(before, [{ id: 'other', title: 'Other', baseUrl: 'https://mien.test/models/other/', manifest: { ...MANIFEST, id: 'other' } }]);
    await last(after.engine.openings).answer(opened('one'));
    expect(last(after.engine.loads).request.source).toEqual({ baseUrl: 'https://mien.test/models/other/' });
    expect(onlyFace(after).levels).toEqual({ smile: 0.4, age: 0.2 });
  });
});

describe('a session of another version', () => {
  it('that lacks what is newer is read, with stand-ins', async () => {
    await smilingTab('one');
    const { version, document } = only().state as { readonly version: number; readonly document: object };
    expect(readSession({ version, document })).toMatchObject({ document, past: [], future: [], searches: {}, view: { zoom: { kind: 'fit' }, isFrameOn: true } });
    expect(readSession({ version, document, past: [{}], view: { zoom: { kind: 'wall' }, isFrameOn: false } })).toMatchObject({ past: [], view: { zoom: { kind: 'fit' }, isFrameOn: false } });
  });

  it('keeps what a brush released, and is refused where that cannot be read', async () => {
    await smilingTab('one');
    const { version, document } = only().state as { readonly version: number; readonly document: EditDocument };
    const masked = (mask: string): unknown => ({ version, document: { ...document, faces: document.faces.map((face) => ({ ...face, mask })) } });
    const mask = maskText(openMask().fill(0, 0, 9))!;
    expect(readSession(masked(mask))?.document.faces).toMatchObject([{ mask }]);
    expect(readSession(masked(mask.slice(4)))).toBeUndefined();
  });

  it('that is not understood gives the picture back, and says that the edits are not', async () => {
    const before = await smilingTab('one');
    const [id, { head, state }] = [...storage.sessions][0]!;
    storage.sessions.set(id, { head, state: { ...(state as object), version: 99 } });
    const after = await reloaded(before);
    await last(after.engine.openings).answer(opened('one'));
    expect(stateOf(after)).toMatchObject({
      picture: { open: { pictureId: 'one' } }, document: { faces: [] }, notices: { list: [{ kind: 'info', title: '“one.jpg” is back without its edits' }] },
    });
  });

  it.each([
    undefined, 'text', {}, { version: 1 }, { version: 1, document: { pictureId: 'p', faces: [{}], detail: 0 } }, { version: 1, document: { pictureId: 'p', faces: [], detail: Number.NaN } },
  ])('that is no session at all is refused: %o', (stored) => {
    expect(readSession(stored)).toBeUndefined();
  });
});
