import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { correctSource, resetAll, resetLevel, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { setDetail } from '../../../src/state/commands/edit-detail.ts';
import { dragSquare, nudgeSquare } from '../../../src/state/commands/edit-square.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { bitmap, editorWithPicture, last, onlyFace, open, openUnsearched, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

let bench: Bench;

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithPicture(800, 600);
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

const documentOf = () => bench.editor.store.getState().document;
const steps = () => bench.editor.store.temporal.getState().pastStates.length;
const smile = () => onlyFace(bench).levels['smile'];

describe('history', () => {
  it('takes back and makes again every kind of change', () => {
    const { editor } = bench;
    const states = [documentOf()];
    const changes = [
      () => { setLevel(editor, 'smile', 0.4); }, () => { setLevel(editor, 'age', 0); }, () => { correctSource(editor, 'smile', 1); },
      () => { setDetail(editor, 0.4); }, () => { nudgeSquare(editor, 0.1, 0); }, () => { resetLevel(editor, 'smile'); }, () => { resetAll(editor); },
    ];
    for (const change of changes) {
      change();
      states.push(documentOf());
    }
    expect(steps()).toBe(changes.length);
    for (const state of states.slice(0, -1).reverse()) {
      undo(editor);
      expect(documentOf()).toEqual(state);
    }
    for (const state of states.slice(1)) {
      redo(editor);
      expect(documentOf()).toEqual(state);
    }
  });

  it('makes one step of a slider drag, however long it rests in between', () => {
    const { editor } = bench;
    editor.history.begin('level');
    for (const level of [0.1, 0.2, 0.3]) {
      setLevel(editor, 'smile', level);
      vi.advanceTimersByTime(5000);
    }
    editor.history.end();
    expect(smile()).toBe(0.3);
    expect(steps()).toBe(1);
    undo(editor);
    expect(smile()).toBeUndefined();
    redo(editor);
    expect(smile()).toBe(0.3);
  });

  it('makes two steps of two drags in quick succession', () => {
    const { editor } = bench;
    for (const level of [0.2, 0.6]) {
      editor.history.begin('level');
      setLevel(editor, 'smile', level - 0.1);
      setLevel(editor, 'smile', level);
      editor.history.end();
    }
    undo(editor);
    expect(smile()).toBe(0.2);
  });

  it('makes one step of a drag of the square', () => {
    const { editor } = bench;
    const from = onlyFace(bench).square;
    editor.history.begin('square');
    for (const dx of [5, 10, 20]) dragSquare(editor, from, dx, 0);
    editor.history.end();
    expect(onlyFace(bench).square.centreXPx).toBe(from.centreXPx + 20);
    undo(editor);
    expect(onlyFace(bench).square).toEqual(from);
  });

  it('leaves no step of a drag that ends where it began, nor of one without a move', () => {
    const { editor } = bench;
    editor.history.begin('level');
    setLevel(editor, 'smile', 0.5);
    setLevel(editor, 'smile', 0);
    editor.history.end();
    editor.history.begin('level');
    editor.history.end();
    expect(steps()).toBe(0);
  });

  it('joins key presses that follow each other quickly, and only those of one control', () => {
    const { editor } = bench;
    setLevel(editor, 'smile', 0.01, { joinsRecent: true });
    setLevel(editor, 'smile', 0.02, { joinsRecent: true });
    expect(steps()).toBe(1);
    vi.advanceTimersByTime(1000);
    setLevel(editor, 'smile', 0.03, { joinsRecent: true });
    expect(steps()).toBe(2);
    setLevel(editor, 'age', 0.5, { joinsRecent: true });
    expect(steps()).toBe(3);
  });

  it('does not join a change to the step before an undo', () => {
    const { editor } = bench;
    setLevel(editor, 'smile', 0.2, { joinsRecent: true });
    undo(editor);
    setLevel(editor, 'smile', 0.4, { joinsRecent: true });
    undo(editor);
    expect(smile()).toBeUndefined();
  });

  it('ends a drag that an undo interrupts', () => {
    const { editor } = bench;
    editor.history.begin('level');
    setLevel(editor, 'smile', 0.7);
    undo(editor);
    expect(smile()).toBeUndefined();
    expect(editor.store.getState().view.gesture).toBeUndefined();
  });

  it('takes another picture for a step: undo opens the one before with its edits, redo the other one', async () => {
    const { editor, engine, finder } = bench;
    setLevel(editor, 'smile', 0.7);
    const first = documentOf();
    await open(bench, 'two', 400, 400);
    setLevel(editor, 'smile', 0.2);
    const second = documentOf();
    expect([steps(), engine.closed]).toEqual([3, ['one']]);
    undo(editor);
    undo(editor);
    expect(editor.store.getState().picture).toMatchObject({ open: { pictureId: 'two' }, opening: { name: 'one.jpg' } });
    // Pressed again while it is on its way.
    undo(editor);
    await settle();
    const reopened = { pictureId: 'one', widthPx: 800, heightPx: 600, preview: bitmap(), hasLocation: false, notes: ['Said before.'] };
    await last(engine.openings).answer(reopened);
    expect([documentOf(), editor.store.getState().picture.open?.pictureId, engine.closed.at(-1)]).toEqual([first, 'one', 'two']);
    expect([engine.openings.length, finder.searches.length, editor.store.getState().notices.list]).toEqual([3, 2, []]);
    redo(editor);
    await settle();
    await last(engine.openings).answer({ ...reopened, pictureId: 'two', widthPx: 400, heightPx: 400 });
    redo(editor);
    expect([documentOf(), editor.store.getState().picture.open?.name]).toEqual([second, 'two.jpg']);
  });

  it('leaves an edit alone that was made while the picture before was on its way', async () => {
    const { editor, engine } = bench;
    await open(bench, 'two', 400, 400);
    undo(editor);
    await settle();
    setLevel(editor, 'smile', 0.4);
    const edited = documentOf();
    await last(engine.openings).answer({ pictureId: 'one', widthPx: 800, heightPx: 600, preview: bitmap(), hasLocation: false, notes: [] });
    expect([documentOf(), editor.store.getState().picture]).toMatchObject([edited, { open: { pictureId: 'two' }, opening: undefined }]);
    expect(engine.closed).toEqual(['one', 'one']);
  });

  it('puts found faces only into the documents of the picture that they are in', async () => {
    const { editor, finder } = bench;
    await openUnsearched(bench, 'two', 400, 400);
    await last(finder.searches).answer([faceAt({ centreXPx: 100, centreYPx: 100, sidePx: 80, rotationRad: 0 })]);
    expect(editor.history.documents().map(({ pictureId, faces }) => [pictureId, faces[0]?.square.sidePx])).toEqual([['two', 80], ['one', 480]]);
  });

  it('begins with the first picture: nothing lies before it', () => {
    expect([steps(), documentOf().pictureId]).toEqual([0, 'one']);
  });

  it('records nothing when nothing changes', () => {
    setLevel(bench.editor, 'smile', 0);
    setDetail(bench.editor, 0);
    resetLevel(bench.editor, 'smile');
    expect(steps()).toBe(0);
  });
});
