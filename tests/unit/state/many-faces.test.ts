import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drawFace, placeFace, removeFace, selectFace, selectNextFace, setDrawing, setEditingAll } from '../../../src/state/commands/face-list.ts';
import { resetAll, resetLevel, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { nudgeSquare, turnSquare } from '../../../src/state/commands/edit-square.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { hasSettings, selectedFace } from '../../../src/state/face-selectors.ts';
import { editedFaces, tasksToSave } from '../../../src/state/face-tasks.ts';
import { engineState, paintablePatches, suggestedName } from '../../../src/state/selectors.ts';
import { analyseAll, editorWithModel, last, open, patchesOf, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const faces = () => state().document.faces;
const levels = () => faces().map((face) => face.levels);
const renders = () => bench.engine.renders;
const shownIds = () => paintablePatches(state()).map(({ faceId }) => faceId);
const at = (centreXPx: number, sidePx = 200) => ({ centreXPx, centreYPx: 300, sidePx, rotationRad: 0 });

async function answer(call = last(renders())) {
  const patches = patchesOf(call.request);
  await call.answer(patches);
  return patches.map(({ bitmap }) => bitmap);
}

/** Three faces in a row; the last two overlap. Neutral and old, all of them. */
beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithModel();
  await open(bench, 'group', 1200, 600, [faceAt(at(150)), faceAt(at(600)), faceAt(at(700, 100))]);
  await analyseAll(bench);
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

describe('edits', () => {
  it('go to the selected face; each has its own', () => {
    setLevel(bench.editor, 'smile', 1);
    selectNextFace(bench.editor);
    setLevel(bench.editor, 'age', 0.2);
    expect(levels()).toEqual([{ smile: 1 }, { age: 0.2 }, {}]);
    expect(suggestedName(state())).toBe('group-smile-age');
    expect(tasksToSave(state())).toMatchObject([{ square: at(150), edit: { levels: [1, 1] } }, { square: at(600), edit: { levels: [0, 0.2] } }]);
  });

  it('go to every face where that is asked for: levels, resets, and back in one undo', async () => {
    selectFace(bench.editor, faces()[2]!.id);
    setLevel(bench.editor, 'age', 0.5);
    setEditingAll(bench.editor, true);
    setLevel(bench.editor, 'smile', 1);
    expect(levels()).toEqual([{ smile: 1 }, { smile: 1 }, { age: 0.5, smile: 1 }]);
    setLevel(bench.editor, 'age', 1);
    expect(levels()).toEqual([{ smile: 1 }, { smile: 1 }, { smile: 1 }]);
    resetLevel(bench.editor, 'smile');
    expect(levels()).toEqual([{}, {}, {}]);
    undo(bench.editor);
    expect(levels()).toEqual([{ smile: 1 }, { smile: 1 }, { smile: 1 }]);
    resetAll(bench.editor);
    expect(hasSettings(state())).toBe(false);
    await answer(renders()[0]);
  });

  it('keep what every face is asked to be, before the source of a new one is known', async () => {
    placeFace(bench.editor, { xPx: 1000, yPx: 300 });
    setEditingAll(bench.editor, true);
    setLevel(bench.editor, 'smile', 0);
    expect(levels()).toEqual([{}, {}, {}, { smile: 0 }]);
    expect(tasksToSave(state())).toBeUndefined();
    vi.advanceTimersByTime(500);
    await last(bench.engine.analyses).answer({ logits: [4, 4] });
    expect(editedFaces(state()).map(({ task }) => task.edit)).toEqual([{ kind: 'attributes', sourceValues: [1, 1], levels: [0, 1] }]);
  });
});

describe('renders of several faces', () => {
  it('ask for the face that changed alone, and keep the patches of the others', async () => {
    setLevel(bench.editor, 'smile', 1);
    expect(last(renders()).request).toMatchObject({ faces: [{ square: at(150) }], wanted: [{ face: 0 }] });
    const [first] = await answer();
    selectNextFace(bench.editor);
    setLevel(bench.editor, 'smile', 1);
    expect(last(renders()).request).toMatchObject({ faces: [{ square: at(150) }, { square: at(600) }], wanted: [{ face: 1 }] });
    const [second] = await answer();
    expect(paintablePatches(state()).map(({ patch }) => patch.bitmap)).toEqual([first, second]);
    expect([first!.isClosed, second!.isClosed]).toEqual([false, false]);
    expect(engineState(state())).toBe('ready');
    undo(bench.editor);
    expect(second!.isClosed).toBe(true);
    expect(shownIds()).toEqual([faces()[0]!.id]);
    expect(engineState(state())).toBe('ready');
  });

  it('ask for what lies on top of a changed face too, and for nothing beneath', async () => {
    setEditingAll(bench.editor, true);
    setLevel(bench.editor, 'smile', 1);
    expect(last(renders()).request.wanted).toHaveLength(3);
    await answer();
    setEditingAll(bench.editor, false);
    selectFace(bench.editor, faces()[1]!.id);
    setLevel(bench.editor, 'smile', 0.5);
    expect(last(renders()).request.wanted.map(({ face }) => face)).toEqual([1, 2]);
    await answer();
    selectFace(bench.editor, faces()[2]!.id);
    setLevel(bench.editor, 'smile', 0.5);
    expect(last(renders()).request.wanted.map(({ face }) => face)).toEqual([2]);
  });

  it('are complete in the end, although an older one took away what a newer one counted on', async () => {
    setLevel(bench.editor, 'smile', 1);
    await answer();
    setLevel(bench.editor, 'smile', 0.5);
    const older = last(renders());
    undo(bench.editor);
    selectNextFace(bench.editor);
    setLevel(bench.editor, 'smile', 1);
    const newer = last(renders());
    expect(newer.request.wanted.map(({ face }) => face)).toEqual([1]);
    // Shown at the revision of the undo, the older one is stale and frees its bitmap; nothing is lost.
    const [late] = await answer(older);
    expect(late!.isClosed).toBe(true);
    await answer(newer);
    expect(shownIds()).toEqual([faces()[0]!.id, faces()[1]!.id]);
    expect(engineState(state())).toBe('ready');
  });

  it('ask again for a patch that an older render replaced', async () => {
    setLevel(bench.editor, 'smile', 1);
    const [kept] = await answer();
    selectNextFace(bench.editor);
    setLevel(bench.editor, 'smile', 1);
    await answer();
    // One step that changes both faces, then another that takes the first back and leaves the second changed.
    bench.editor.history.change('both', (document) => ({ ...document, faces: document.faces.map((face, i) => (i < 2 ? { ...face, levels: { smile: 0.5 } } : face)) }));
    const older = last(renders());
    const before = faces();
    bench.editor.history.change('one', (document) => ({ ...document, faces: document.faces.map((face, i) => (i === 0 ? { ...before[0]!, levels: { smile: 1 } } : face)) }));
    const newer = last(renders());
    await answer(older);
    expect(kept!.isClosed).toBe(true);
    await answer(newer);
    while (renders().at(-1) !== newer && engineState(state()) === 'busy') await answer();
    expect(shownIds()).toEqual([faces()[0]!.id, faces()[1]!.id]);
    expect(state().render.shown?.patches[0]?.layers[0]?.edit).toMatchObject({ levels: [1, 1] });
    expect(engineState(state())).toBe('ready');
  });

  it('leave out a face that moved until it is read anew; only that one is', async () => {
    setEditingAll(bench.editor, true);
    setLevel(bench.editor, 'smile', 1);
    await answer();
    const analyses = bench.engine.analyses.length;
    selectFace(bench.editor, faces()[0]!.id);
    nudgeSquare(bench.editor, 0.1, 0);
    expect(shownIds()).toEqual(faces().slice(1).map(({ id }) => id));
    vi.advanceTimersByTime(500);
    expect(bench.engine.analyses).toHaveLength(analyses + 1);
    await last(bench.engine.analyses).answer({ logits: [-2, 3] });
    expect(last(renders()).request.wanted.map(({ face }) => face)).toEqual([0]);
    await answer();
    expect(shownIds()).toHaveLength(3);
    expect(bench.engine.analyses).toHaveLength(analyses + 1);
  });

  it('carry a face’s contour, until its square is set elsewhere by hand', () => {
    setLevel(bench.editor, 'smile', 1);
    expect(last(renders()).request.faces[0]?.oval).toHaveLength(36);
    turnSquare(bench.editor, 0.2);
    nudgeSquare(bench.editor, 0.1, 0);
    const analysed = async () => { vi.advanceTimersByTime(500); await last(bench.engine.analyses).answer({ logits: [-2, 3] }); };
    return analysed().then(async () => {
      expect(last(renders()).request.faces[0]?.oval).toHaveLength(36);
      nudgeSquare(bench.editor, 0.8, 0);
      await analysed();
      expect(last(renders()).request.faces[0]?.oval).toBeUndefined();
    });
  });
});

describe('faces by hand', () => {
  it('are drawn in one step, selected, and nobody’s proposal', () => {
    setDrawing(bench.editor, true);
    bench.editor.history.begin('square');
    for (const xPx of [910, 950, 1000]) drawFace(bench.editor, { xPx: 900, yPx: 100 }, { xPx, yPx: 150 });
    bench.editor.history.end();
    expect(faces()).toHaveLength(4);
    expect(selectedFace(state())).toMatchObject({ origin: 'drawn', proposed: undefined, square: { centreXPx: 950, centreYPx: 150, sidePx: 100, rotationRad: 0 } });
    expect(state().view.isDrawing).toBe(false);
    undo(bench.editor);
    expect(faces()).toHaveLength(3);
    redo(bench.editor);
    expect(selectedFace(state())?.origin).toBe('drawn');
  });

  it('are removed with all that was set on them, and come back with it, selected', async () => {
    selectFace(bench.editor, faces()[1]!.id);
    setLevel(bench.editor, 'smile', 1);
    await answer();
    const removed = faces()[1]!;
    removeFace(bench.editor);
    expect(faces()).not.toContain(removed);
    expect(shownIds()).toEqual([]);
    expect(selectedFace(state())).toBe(faces()[1]);
    undo(bench.editor);
    expect(selectedFace(state())).toBe(removed);
    expect(levels()).toEqual([{}, { smile: 1 }, {}]);
  });

  it('may all go', () => {
    for (let i = 0; i < 4; i++) removeFace(bench.editor);
    expect(faces()).toEqual([]);
    expect(engineState(state())).toBe('ready');
    setLevel(bench.editor, 'smile', 1);
    expect(tasksToSave(state())).toEqual([]);
    for (let i = 0; i < 3; i++) undo(bench.editor);
    expect(faces()).toHaveLength(3);
  });
});

describe('an undo', () => {
  it('selects the face that it changes', () => {
    setLevel(bench.editor, 'smile', 1);
    selectFace(bench.editor, faces()[2]!.id);
    undo(bench.editor);
    expect(selectedFace(state())).toBe(faces()[0]);
  });
});
