import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { correctSource, resetAll, resetLevel, setLevel, toggleAttribute } from '../../../src/state/commands/edit-levels.ts';
import { setDetail } from '../../../src/state/commands/edit-detail.ts';
import { dragSquare, nudgeSquare } from '../../../src/state/commands/edit-square.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { editorWithPicture, open, type Bench } from './engine-double.ts';

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
const smile = () => documentOf().face?.levels['smile'];

describe('history', () => {
  it('takes back and makes again every kind of change', () => {
    const { editor } = bench;
    const states = [documentOf()];
    const changes = [
      () => { setLevel(editor, 'smile', 0.4); }, () => { toggleAttribute(editor, 'age'); }, () => { correctSource(editor, 'smile', 1); },
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
    const from = documentOf().face!.square;
    editor.history.begin('square');
    for (const dx of [5, 10, 20]) dragSquare(editor, from, dx, 0);
    editor.history.end();
    expect(documentOf().face?.square.centreXPx).toBe(from.centreXPx + 20);
    undo(editor);
    expect(documentOf().face?.square).toEqual(from);
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

  it('begins anew with a new picture', async () => {
    setLevel(bench.editor, 'smile', 0.7);
    await open(bench, 'two', 400, 400);
    expect(steps()).toBe(0);
    undo(bench.editor);
    expect(documentOf().face?.square.sidePx).toBe(400);
  });

  it('records nothing when nothing changes', () => {
    setLevel(bench.editor, 'smile', 0);
    setDetail(bench.editor, 0);
    resetLevel(bench.editor, 'smile');
    expect(steps()).toBe(0);
  });
});
