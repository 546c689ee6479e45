import { createElement, type PointerEvent } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { setStageSize } from '../../../src/state/commands/view.ts';
import { EditorContext } from '../../../src/state/use-editor.ts';
import { useLevelDrag, type LevelDragHandlers } from '../../../src/ui/controls/use-level-drag.ts';
import { HANDLE_ATTRIBUTE, StagePointer } from '../../../src/ui/stage/stage-pointer.ts';
import { editorWithPicture, open, type Bench } from './engine-double.ts';

/** As much of an element as pointers need: 1000 x 1000 at the window's corner, and the handle that it is. */
class ElementDouble extends EventTarget {
  readonly dataset: Record<string, string> = {};
  handle: string | null = null;
  closest(selector: string): this | null { return this.handle === null || selector !== `[${HANDLE_ATTRIBUTE}]` ? null : this; }
  getAttribute(): string | null { return this.handle; }
  querySelector(): null { return null; }
  getBoundingClientRect() { return { left: 0, top: 0, width: 1000, height: 1000 }; }
  setPointerCapture(): void { /* every event is sent here anyway */ }
}

let bench: Bench;

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('Element', ElementDouble);
  vi.stubGlobal('Node', ElementDouble);
  bench = await editorWithPicture(800, 600);
  setStageSize(bench.editor, { widthPx: 1000, heightPx: 1000, pixelRatio: 1 });
});
afterEach(() => {
  bench.editor.dispose();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const face = () => bench.editor.store.getState().document.faces[0];
const gesture = () => bench.editor.store.getState().view.gesture;
const steps = () => {
  const { pastStates, futureStates } = bench.editor.store.temporal.getState();
  return { past: pastStates.length, future: futureStates.length };
};

/** The level slider of the attribute, with its pointer at a share of its length. */
function slider(attribute: string) {
  let handlers: LevelDragHandlers | undefined;
  const element = new ElementDouble();
  function Probe(): null {
    handlers = useLevelDrag({
      isStep: true,
      range: [0, 1], level: 0, isDisabled: false, onChange: (level) => { setLevel(bench.editor, attribute, level); },
    });
    return null;
  }
  renderToStaticMarkup(createElement(EditorContext, { value: bench.editor }, createElement(Probe)));
  const send = (name: keyof LevelDragHandlers, share: number): void => {
    const event = { pointerId: 1, button: 0, clientX: share * 1000, clientY: 0, pointerType: 'mouse', target: element, currentTarget: element, preventDefault: () => undefined };
    handlers?.[name](event as unknown as PointerEvent<HTMLElement>);
  };
  return { down: (x: number) => { send('onPointerDown', x); }, move: (x: number) => { send('onPointerMove', x); }, up: (x: number) => { send('onPointerUp', x); } };
}

/** The stage, with its pointer on the face frame. */
function stage() {
  const element = new ElementDouble();
  const pointer = new StagePointer(bench.editor, element as unknown as HTMLElement);
  const send = (type: string, clientX: number): void => {
    element.dispatchEvent(Object.assign(new Event(type), { pointerId: 1, button: 0, clientX, clientY: 500, pointerType: 'mouse' }));
  };
  return { pointer, element, down: (x: number) => { send('pointerdown', x); }, move: (x: number) => { send('pointermove', x); }, up: (x: number) => { send('pointerup', x); } };
}

describe('a drag of a level', () => {
  it('changes nothing more once it was undone under the hand, so that it can be redone', () => {
    const { down, move, up } = slider('smile');
    down(0.2);
    move(0.3);
    undo(bench.editor);
    for (let i = 0; i < 20; i++) move(0.4 + i / 100);
    up(0.6);
    expect(face()?.levels).toEqual({});
    expect(steps()).toEqual({ past: 0, future: 1 });
    redo(bench.editor);
    expect(face()?.levels).toEqual({ smile: 0.3 });
  });

  it('changes nothing of a picture that came in the middle of it', async () => {
    const { down, move, up } = slider('smile');
    down(0.2);
    await open(bench, 'two', 400, 400);
    for (let i = 0; i < 20; i++) move(0.4 + i / 100);
    up(0.6);
    expect(face()?.levels).toEqual({});
    // The level of the picture before, and the other picture.
    expect(steps()).toEqual({ past: 2, future: 0 });
  });

  it('gives way to a drag of another level, and leaves that one to its own end', () => {
    const first = slider('smile');
    const second = slider('age');
    first.down(0.2);
    second.down(0.5);
    for (let i = 0; i < 5; i++) {
      first.move(0.6 + i / 50);
      second.move(0.4 - i / 50);
    }
    first.up(0.7);
    expect(gesture()).toBe('level');
    second.up(0.32);
    expect(face()?.levels).toEqual({ smile: 0.2, age: 0.32 });
    expect(steps()).toEqual({ past: 2, future: 0 });
  });
});

describe('a drag of the face frame', () => {
  it('lets go once it was undone under the hand, so that it can be redone', () => {
    const { pointer, element, down, move, up } = stage();
    const before = face()?.square;
    element.handle = 'square';
    down(500);
    move(530);
    const moved = face()?.square;
    expect(moved).not.toEqual(before);
    undo(bench.editor);
    for (let i = 0; i < 20; i++) move(540 + i);
    up(560);
    expect(face()?.square).toEqual(before);
    expect(steps()).toEqual({ past: 0, future: 1 });
    expect(element.dataset['hold']).toBeUndefined();
    redo(bench.editor);
    expect(face()?.square).toEqual(moved);
    pointer.dispose();
  });

  it('does not end a drag of a level that began meanwhile', () => {
    const frame = stage();
    const level = slider('smile');
    frame.element.handle = 'square';
    frame.down(500);
    level.down(0.2);
    frame.up(500);
    level.move(0.3);
    level.move(0.4);
    level.up(0.4);
    expect(face()?.levels).toEqual({ smile: 0.4 });
    expect(steps()).toEqual({ past: 1, future: 0 });
    frame.pointer.dispose();
  });
});
