import { afterEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { placeFace, removeFace } from '../../../src/state/commands/face-list.ts';
import { correctSource, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { nudgeSquare } from '../../../src/state/commands/edit-square.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { chooseModel, loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { attributeLevel, currentSearch, needsSource, selectedFace, sourceStatus } from '../../../src/state/face-selectors.ts';
import { engineState } from '../../../src/state/selectors.ts';
import { analyseAll, editorWithModel, last, loaded, MANIFEST, onlyEdit, onlyFace, open, openUnsearched, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

let bench: Bench;
const state = () => bench.editor.store.getState();
const faces = () => state().document.faces;
const WITHOUT_CLASSIFIER = { ...MANIFEST, graphs: { ...MANIFEST.graphs, 'attribute-classifier': undefined } };
const WHOLE = { ...MANIFEST, alignment: 'none' } as const;
const left = { centreXPx: 300, centreYPx: 400, sidePx: 200, rotationRad: 0.3 };
const right = { centreXPx: 900, centreYPx: 300, sidePx: 120, rotationRad: 0 };

/** As a person does. */
async function use(manifest: typeof MANIFEST): Promise<void> {
  void chooseModel(bench.editor, 'test');
  await last(bench.engine.loads).answer(loaded(manifest));
}

afterEach(() => { bench.editor.dispose(); });

describe('looking for faces', () => {
  it('shows the picture meanwhile, and is busy until they are found and read', async () => {
    bench = await editorWithModel();
    await openUnsearched(bench, 'group', 1200, 800);
    expect(state().picture.open?.pictureId).toBe('group');
    expect(faces()).toEqual([]);
    expect(engineState(state())).toBe('busy');
    expect(last(bench.finder.searches).request).toMatchObject({ widthPx: 1200, heightPx: 800, bitmap: state().picture.open?.preview, withHints: false });
    await last(bench.finder.searches).answer([faceAt(left), faceAt(right)]);
    expect(faces().map(({ origin, square }) => [origin, square])).toEqual([['detected', left], ['detected', right]]);
    expect(engineState(state())).toBe('busy');
    await analyseAll(bench);
    expect(bench.engine.analyses.map(({ request }) => request.square)).toEqual([left, right]);
    expect(engineState(state())).toBe('ready');
    expect(selectedFace(state())?.square).toEqual(left);
  });

  it('begins while the model is on its way, as that model wants it, and frames what was found', async () => {
    bench = await editorWithModel();
    bench.editor.store.setState(({ engine }) => ({ engine: { ...engine, loaded: undefined } }));
    void loadDefaultModel(bench.editor);
    await openUnsearched(bench, 'group', 1200, 800);
    await last(bench.finder.searches).answer([faceAt(left)]);
    expect(faces().map(({ square }) => square)).toEqual([left]);
    expect(bench.engine.analyses).toEqual([]);
    await last(bench.engine.loads).answer(loaded());
    await analyseAll(bench);
    expect(bench.finder.searches).toHaveLength(1);
    expect(engineState(state())).toBe('ready');
  });

  it('is no step of history: undo takes a person’s own changes back, never the faces', async () => {
    bench = await editorWithModel();
    await openUnsearched(bench, 'group', 1200, 800);
    placeFace(bench.editor, { xPx: 600, yPx: 700 });
    const drawn = faces()[0]!;
    await last(bench.finder.searches).answer([faceAt(left)]);
    expect(faces().map(({ origin }) => origin)).toEqual(['detected', 'drawn']);
    expect(selectedFace(state())).toBe(drawn);
    undo(bench.editor);
    expect(faces().map(({ origin }) => origin)).toEqual(['detected']);
    undo(bench.editor);
    expect(faces()).toHaveLength(1);
    redo(bench.editor);
    expect(faces()).toContain(drawn);
  });

  it('does not frame a face twice that was drawn meanwhile', async () => {
    bench = await editorWithModel();
    await openUnsearched(bench, 'group', 1200, 800);
    placeFace(bench.editor, { xPx: 310, yPx: 395 });
    await last(bench.finder.searches).answer([faceAt(left), faceAt(right)]);
    expect(faces().map(({ origin }) => origin)).toEqual(['detected', 'drawn']);
  });

  it('of a picture that another one replaced is given up', async () => {
    bench = await editorWithModel();
    await openUnsearched(bench, 'one', 1200, 800);
    const first = last(bench.finder.searches);
    await openUnsearched(bench, 'two', 900, 900);
    expect(first.signal?.aborted).toBe(true);
    expect(bench.finder.searches).toHaveLength(2);
    await last(bench.finder.searches).answer([faceAt(left)]);
    expect(faces()).toHaveLength(1);
    expect(state().notices.list).toEqual([]);
  });

  it('waits for the model, which says whether landmarks are wanted at all', async () => {
    bench = await editorWithModel(WHOLE);
    await openUnsearched(bench, 'drawn', 900, 600);
    expect(bench.finder.searches).toHaveLength(0);
    await last(bench.finder.drawnSearches).answer([]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'whole', square: { centreXPx: 450, centreYPx: 300, sidePx: 600, rotationRad: 0 } });
    await use(MANIFEST);
    expect(bench.finder.searches).toHaveLength(1);
    await last(bench.finder.searches).answer([faceAt(left)]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'detected', square: left });
  });
});

describe('looking for drawn faces', () => {
  const first = { centreXPx: 300, centreYPx: 300, sidePx: 200, rotationRad: 0 };

  it('frames every one of them, and takes a lone one that fills the picture for a crop', async () => {
    bench = await editorWithModel(WHOLE);
    await openUnsearched(bench, 'drawing', 1200, 800);
    expect(last(bench.finder.drawnSearches).request).toMatchObject({ widthPx: 1200, heightPx: 800, bitmap: state().picture.open?.preview });
    await last(bench.finder.drawnSearches).answer([first, right]);
    expect(faces().map(({ origin, square }) => [origin, square])).toEqual([['detected', first], ['detected', right]]);
    await openUnsearched(bench, 'crop', 210, 200);
    await last(bench.finder.drawnSearches).answer([{ centreXPx: 110, centreYPx: 95, sidePx: 190, rotationRad: 0 }]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'whole', square: { centreXPx: 105, centreYPx: 100, sidePx: 200, rotationRad: 0 } });
  });

  it('begins when a model for drawings takes over where no photographed face was found, and not where one was', async () => {
    bench = await editorWithModel();
    await open(bench, 'drawing', 800, 800, []);
    await use(WHOLE);
    await last(bench.finder.drawnSearches).answer([first]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'detected', square: first });
    await use(MANIFEST);
    await open(bench, 'photo', 1200, 800, [faceAt(left)]);
    await use(WHOLE);
    expect(bench.finder.drawnSearches).toHaveLength(1);
    expect(onlyFace(bench)).toMatchObject({ square: left });
  });

  it('gives way to photographed faces when a model for photos takes over', async () => {
    bench = await editorWithModel(WHOLE);
    await openUnsearched(bench, 'photo', 1200, 800);
    await last(bench.finder.drawnSearches).answer([first]);
    await use(MANIFEST);
    await last(bench.finder.searches).answer([faceAt(right)]);
    expect(onlyFace(bench)).toMatchObject({ origin: 'detected', square: right });
  });

  it('that fails says so and takes the picture whole', async () => {
    bench = await editorWithModel(WHOLE);
    await openUnsearched(bench, 'drawing', 1200, 800);
    await last(bench.finder.drawnSearches).fail(new AppError({ code: 'session-failed', message: 'Expected a graph but received none.' }));
    expect(onlyFace(bench)).toMatchObject({ origin: 'whole' });
    expect(state().notices.list).toHaveLength(1);
  });
});

describe('where no face is found', () => {
  it('a small, squarish picture is taken whole', async () => {
    bench = await editorWithModel();
    await open(bench, 'crop', 160, 150, []);
    expect(onlyFace(bench)).toMatchObject({ origin: 'whole', square: { centreXPx: 80, centreYPx: 75, sidePx: 150, rotationRad: 0 } });
    expect(currentSearch(state())?.status).toBe('none');
  });

  it('a large one has no face, is ready all the same, and takes a drawn one', async () => {
    bench = await editorWithModel();
    await open(bench, 'landscape', 3000, 2000, []);
    expect(faces()).toEqual([]);
    expect(currentSearch(state())?.status).toBe('none');
    expect(engineState(state())).toBe('ready');
    placeFace(bench.editor);
    expect(onlyFace(bench)).toMatchObject({ origin: 'drawn', square: { centreXPx: 1500, centreYPx: 1000, sidePx: 600 } });
    await analyseAll(bench);
    expect(engineState(state())).toBe('ready');
    undo(bench.editor);
    expect(faces()).toEqual([]);
  });

  it('says when it could not look, and goes on as if none were found', async () => {
    bench = await editorWithModel();
    await openUnsearched(bench, 'crop', 150, 150);
    await last(bench.finder.searches).fail(new AppError({ code: 'face-finder-failed', message: 'Expected the face models but received 404.' }));
    expect(state().notices.list).toMatchObject([{ kind: 'error', title: 'Could not look for faces', detail: 'The face finder did not answer.', details: 'Expected the face models but received 404. (face-finder-failed)' }]);
    expect(onlyFace(bench).origin).toBe('whole');
    expect(currentSearch(state())?.status).toBe('failed');
  });
});

describe('a bundle with another framing', () => {
  it('frames found faces anew, in the whole history; one that a hand has set stays', async () => {
    bench = await editorWithModel();
    await open(bench, 'group', 1200, 800, [faceAt(left), faceAt(right)]);
    await analyseAll(bench);
    setLevel(bench.editor, 'smile', 1);
    nudgeSquare(bench.editor, 0.1, 0);
    const moved = faces()[0]!.square;
    await use({ ...MANIFEST, alignment: 'celeba-hq' });
    expect(faces()[0]!.square).toEqual(moved);
    const [, other] = faces();
    expect(other!.square.sidePx).toBeGreaterThan(1.2 * right.sidePx);
    undo(bench.editor);
    // Before the nudge no hand had touched it.
    expect(faces()[0]!.square.sidePx).toBeGreaterThan(1.2 * left.sidePx);
    expect(faces()[1]).toBe(other);
    await use(MANIFEST);
    expect(faces().map(({ square }) => square)).toEqual([left, right]);
    expect(faces()[0]!.levels).toEqual({ smile: 1 });
  });

  it('frames drawn faces as wide as it wants them, and as before when the first one is back', async () => {
    bench = await editorWithModel(WHOLE);
    await openUnsearched(bench, 'drawing', 1200, 800);
    await last(bench.finder.drawnSearches).answer([right, { ...left, rotationRad: 0 }]);
    await analyseAll(bench);
    nudgeSquare(bench.editor, 0.1, 0);
    const moved = faces()[0]!.square;
    await use({ ...WHOLE, frameScale: 1.5 });
    expect(faces().map(({ square }) => square)).toEqual([moved, { ...right, sidePx: 180 }]);
    await use(WHOLE);
    expect(faces().map(({ square }) => square)).toEqual([moved, right]);
  });

  it('does not bring a removed face back', async () => {
    bench = await editorWithModel();
    await open(bench, 'group', 1200, 800, [faceAt(left), faceAt(right)]);
    removeFace(bench.editor);
    await use({ ...MANIFEST, alignment: 'celeba-hq' });
    expect(faces()).toHaveLength(1);
    expect(bench.finder.searches).toHaveLength(1);
  });
});

describe('a bundle without a classifier', () => {
  it('takes the finder’s hints as the source, correctable, and asks where there are none', async () => {
    bench = await editorWithModel(WITHOUT_CLASSIFIER);
    await openUnsearched(bench, 'group', 1200, 800);
    expect(last(bench.finder.searches).request.withHints).toBe(true);
    await last(bench.finder.searches).answer([faceAt(left, { happyProbability: 0.9 })]);
    await analyseAll(bench, []);
    expect(sourceStatus(state(), 'smile')).toEqual({ source: 1, detected: 1, confidence: undefined, isCorrected: false, isUnsure: false });
    expect([needsSource(state(), 'smile'), needsSource(state(), 'age')]).toEqual([false, true]);
    correctSource(bench.editor, 'smile', 0);
    expect(attributeLevel(state(), 'smile')).toEqual({ source: 0, level: 0 });
    // Nobody said how old this face is: it keeps its age until somebody does.
    setLevel(bench.editor, 'age', 1);
    setLevel(bench.editor, 'smile', 1);
    expect(onlyEdit(bench)).toMatchObject({ sourceValues: [0, 0], levels: [1, 0] });
    correctSource(bench.editor, 'age', 0);
    expect(onlyEdit(bench)).toMatchObject({ sourceValues: [0, 0], levels: [1, 1] });
  });
});
