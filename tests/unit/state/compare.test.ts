import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { placeFace } from '../../../src/state/commands/face-list.ts';
import { compareBy, flicker, panBy, setStageSize, toggleCompare, zoomBy, zoomToActual } from '../../../src/state/commands/view.ts';
import { describePicture } from '../../../src/state/describe-picture.ts';
import { editedPane, inPane, isOnOriginal } from '../../../src/state/panes.ts';
import { currentView } from '../../../src/state/selectors.ts';
import { readSession } from '../../../src/state/session/read-session.ts';
import { sessionOf } from '../../../src/state/session/session-state.ts';
import { stageToPicture } from '../../../src/state/view-transform.ts';
import { editorWithPicture, onlyFace, type Bench } from './engine-double.ts';

let bench: Bench;
beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithPicture(800, 600);
  setStageSize(bench.editor, { widthPx: 1002, heightPx: 500, pixelRatio: 1 });
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});
const state = () => bench.editor.store.getState();
const view = () => currentView(state())!;
/** Which point of the picture lies under a point of the stage, on the original or on the edited one. */
const under = (xPx: number, yPx: number) => {
  const pane = editedPane(state().view);
  return stageToPicture(view(), isOnOriginal(pane, { xPx, yPx }) ? { xPx: xPx + pane.xPx, yPx: yPx + pane.yPx } : { xPx, yPx });
};

describe('comparing', () => {
  it('goes on and off in the way that was chosen last', () => {
    toggleCompare(bench.editor);
    expect(state().view.compare).toMatchObject({ isOn: true, mode: 'divider' });
    compareBy(bench.editor, 'difference');
    expect(describePicture(state())).toMatch(/what differs from the original, in colours$/);
    toggleCompare(bench.editor);
    expect([state().view.compare, describePicture(state())]).toMatchObject([{ isOn: false, mode: 'difference' }, expect.stringMatching(/not edited$/)]);
    toggleCompare(bench.editor);
    expect(state().view.compare).toMatchObject({ isOn: true, mode: 'difference' });
  });

  it('lets the two take turns, and begins with the edit each time', () => {
    compareBy(bench.editor, 'flicker');
    flicker(bench.editor);
    expect(state().view.isFlickerOriginal).toBe(true);
    toggleCompare(bench.editor);
    expect(state().view.isFlickerOriginal).toBe(false);
  });

  it('is kept with the session; one of an earlier version, or of a later way, compares nothing', () => {
    compareBy(bench.editor, 'side-by-side');
    const kept = sessionOf(bench.editor.store, 'id', undefined, 0)!.state as { readonly view: object };
    expect(readSession(kept)?.view.compare).toEqual({ isOn: true, mode: 'side-by-side', position: 0.5 });
    for (const compare of [undefined, { isOn: true, mode: 'hologram', position: 0.5 }]) {
      expect(readSession({ ...kept, view: { ...kept.view, compare } })?.view).toMatchObject({ compare: { isOn: false, mode: 'divider' }, isFrameOn: true });
    }
  });
});

describe('side by side', () => {
  beforeEach(() => { compareBy(bench.editor, 'side-by-side'); });

  it('halves the stage along its longer side, and fits the picture into the right or the lower half', () => {
    expect(editedPane(state().view)).toEqual({ widthPx: 500, heightPx: 500, xPx: 502, yPx: 0, pixelRatio: 1 });
    expect(view()).toEqual({ scale: 460 / 800, offsetXPx: 502 + 20, offsetYPx: Math.round(250 - 300 * 460 / 800) });
    setStageSize(bench.editor, { widthPx: 300, heightPx: 604, pixelRatio: 2 });
    expect(editedPane(state().view)).toEqual({ widthPx: 300, heightPx: 300, xPx: 0, yPx: 304, pixelRatio: 2 });
    expect(view().offsetYPx).toBeGreaterThan(304);
    toggleCompare(bench.editor);
    expect(editedPane(state().view)).toMatchObject({ widthPx: 300, heightPx: 604, xPx: 0, yPx: 0 });
  });

  it('keeps what lies under the pointer there, whichever of the two it is on', () => {
    for (const x of [120, 622]) {
      const before = under(x, 200);
      zoomBy(bench.editor, 3, { xPx: x, yPx: 200 });
      expect(under(x, 200).xPx).toBeCloseTo(before.xPx, 0);
      expect(under(x, 200).yPx).toBeCloseTo(before.yPx, 0);
      expect(under(120, 200)).toEqual(under(622, 200));
    }
    expect(inPane(editedPane(state().view), { xPx: 622, yPx: 200 })).toEqual({ xPx: 120, yPx: 200 });
  });

  it('pans, shows actual pixels and puts a face into the middle of the half', () => {
    zoomToActual(bench.editor);
    expect(view().scale).toBe(1);
    expect(under(752, 250).xPx).toBeCloseTo(400, 0);
    panBy(bench.editor, 1000, 0);
    expect(under(502, 250).xPx).toBe(0);
    bench.editor.history.amend((document) => ({ ...document, faces: [] }));
    placeFace(bench.editor);
    expect(onlyFace(bench).square.centreXPx).toBeCloseTo(250, 0);
  });
});
