import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseReference, followFace, removeReference, sayOfReference, setReferenceStrength, takeFromReference } from '../../../src/state/commands/edit-reference.ts';
import { setLevel, resetAll } from '../../../src/state/commands/edit-levels.ts';
import { undo } from '../../../src/state/commands/history.ts';
import { recipeFromEditor, referenceFromEditor } from '../../../src/state/batch/recipe-from-editor.ts';
import { editedFaces, tasksToSave } from '../../../src/state/face-tasks.ts';
import { isLed } from '../../../src/state/reference-selectors.ts';
import { engineState } from '../../../src/state/selectors.ts';
import { readSession } from '../../../src/state/session/read-session.ts';
import type { SessionState } from '../../../src/state/session/session-state.ts';
import { analyseAll, bitmap, editorWithModel, editorWithPicture, last, MANIFEST, NAMED_MANIFEST, open, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

const at = { centreXPx: 60, centreYPx: 60, sidePx: 80, rotationRad: 0 };
const CODES = Float32Array.from({ length: 4 * 64 }, (_, i) => Math.floor(i / 64));

let bench: Bench;
const stateOf = () => bench.editor.store.getState();
const face = () => stateOf().document.faces[0]!;
const lead = () => { const edit = tasksToSave(stateOf())?.[0]?.edit; return edit?.kind === 'attributes' ? edit.lead : undefined; };

/** Chooses a file whose largest face the finder sees, up to the call that reads it. */
async function choose(found = [faceAt(at, { descriptor: [1, 2, 3] }), faceAt({ ...at, sidePx: 30 })]): Promise<void> {
  void chooseReference(bench.editor, { name: 'ref.jpg', blob: new Blob(['ref']) });
  await settle();
  await last(bench.engine.openings).answer({ pictureId: 'ref', widthPx: 120, heightPx: 120, preview: bitmap(), hasLocation: true, notes: [] });
  await last(bench.finder.searches).answer(found);
}

/** The same as smiling and old, where the face itself is neutral and old. */
async function chooseSmiling(): Promise<void> {
  await choose();
  await last(bench.engine.references).answer({ reading: { values: [1, 1], domain: 3, codes: CODES }, crop: bitmap(64, 64) });
}

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { bench.editor.dispose(); vi.useRealTimers(); });

describe('a reference from a file', () => {
  it('is its largest face, read once and let go of; the edit waits for it', async () => {
    bench = await editorWithPicture();
    await choose();
    expect(last(bench.engine.references).request).toMatchObject({ pictureId: 'ref', square: { centreXPx: 60, sidePx: 80 }, said: [undefined, undefined] });
    expect([engineState(stateOf()), tasksToSave(stateOf()), bench.engine.closed]).toEqual(['busy', undefined, ['ref']]);
    expect(isLed(stateOf(), face(), 'smile')).toBe(true);
    await last(bench.engine.references).answer({ reading: { values: [1, 1], domain: 3, codes: CODES }, crop: bitmap(64, 64) });
    expect(lead()).toMatchObject({ attributes: [0, 1], strength: 1 });
    expect(lead()?.code[0]).toBe(3);
    setReferenceStrength(bench.editor, 0.5);
    takeFromReference(bench.editor, 'age', false);
    expect(lead()).toMatchObject({ attributes: [0], strength: 0.5 });
    expect(bench.engine.references).toHaveLength(1);
  });

  it('goes before a level of what it leads, and they are there again without it', async () => {
    bench = await editorWithPicture();
    setLevel(bench.editor, 'smile', 0.4);
    await chooseSmiling();
    expect(tasksToSave(stateOf())?.[0]?.edit).toMatchObject({ levels: [0, 1], lead: { attributes: [0, 1] } });
    removeReference(bench.editor);
    expect(tasksToSave(stateOf())?.[0]?.edit).toMatchObject({ levels: [0.4, 1] });
    undo(bench.editor);
    expect(lead()?.attributes).toEqual([0, 1]);
    resetAll(bench.editor);
    expect([face().reference, editedFaces(stateOf())]).toEqual([undefined, []]);
  });

  it('in which no face is found is said so and changes nothing, and neither does one that cannot be read', async () => {
    bench = await editorWithPicture();
    void chooseReference(bench.editor, { name: 'ref.jpg', blob: new Blob(['ref']) });
    await settle();
    await last(bench.engine.openings).answer({ pictureId: 'ref', widthPx: 900, heightPx: 600, preview: bitmap(), hasLocation: false, notes: [] });
    await last(bench.finder.searches).answer([]);
    expect(stateOf().notices.list.at(-1)).toMatchObject({ kind: 'error', title: 'Could not take “ref.jpg” as a reference', detail: expect.stringContaining('No face was found in the reference') as string });
    expect([face().reference, engineState(stateOf())]).toEqual([undefined, 'ready']);
    await choose();
    await last(bench.engine.references).fail(new Error('lost'));
    expect([lead(), tasksToSave(stateOf()), bench.engine.references.length]).toEqual([undefined, [], 1]);
  });

  it('is asked about where nobody can tell what it is', async () => {
    bench = await editorWithModel({ ...MANIFEST, graphs: { ...MANIFEST.graphs, 'attribute-classifier': undefined } });
    await open(bench, 'one', 300, 300, [faceAt(at, { happyProbability: 0.1, ageYears: 20 })]);
    await analyseAll(bench, []);
    await choose();
    await last(bench.engine.references).answer({ reading: { values: [undefined, 0], domain: 0, codes: CODES }, crop: bitmap() });
    expect([isLed(stateOf(), face(), 'smile'), lead()?.attributes]).toEqual([false, [1]]);
    sayOfReference(bench.editor, 'smile', 1);
    expect(last(bench.engine.references).request.said).toEqual([1, undefined]);
    await last(bench.engine.references).answer({ reading: { values: [1, 0], domain: 1, codes: CODES }, crop: bitmap() });
    expect(lead()).toMatchObject({ attributes: [0, 1], code: expect.arrayContaining([1]) as number[] });
  });

  it('is kept with the session, without the vector that tells a person from others', async () => {
    bench = await editorWithPicture();
    await chooseSmiling();
    await vi.advanceTimersByTimeAsync(5000);
    const [kept] = bench.keeper.storage.sessions.values();
    expect([kept?.head.pictureIds, [...bench.keeper.storage.pictures.keys()]]).toEqual([['one', 'ref'], ['one', 'ref']]);
    const session = readSession(kept?.state);
    expect(session?.document.faces[0]?.reference).toMatchObject({ name: 'ref.jpg', isLargest: true });
    expect(JSON.stringify(kept?.state)).not.toContain('[1,2,3]');
    // One of a version before there were references.
    const older = Object.fromEntries(Object.entries((kept?.state as SessionState).document.faces[0]!).filter(([key]) => key !== 'reference'));
    expect(readSession({ ...kept?.state as SessionState, document: { ...session!.document, faces: [older] } })?.document.faces).toHaveLength(1);
  });

  it('goes into a recipe by its name, with its picture beside it', async () => {
    bench = await editorWithPicture();
    await chooseSmiling();
    takeFromReference(bench.editor, 'age', false);
    expect(recipeFromEditor(stateOf())?.edit).toEqual({ kind: 'attributes', levels: {}, reference: { file: 'ref.jpg', attributes: ['smile'] } });
    expect(referenceFromEditor(stateOf())).toMatchObject({ name: 'ref.jpg' });
  });

  it('of a named domain moves there: to its own where the classifier sees it', async () => {
    bench = await editorWithPicture(300, 300, NAMED_MANIFEST);
    await analyseAll(bench, [3, 0, 0]);
    await choose();
    await last(bench.engine.references).answer({ reading: { values: [], domain: 2, codes: CODES }, crop: bitmap() });
    expect(tasksToSave(stateOf())?.[0]?.edit).toMatchObject({ kind: 'domain', target: 2, strength: 1, code: expect.arrayContaining([2]) as number[] });
  });
});

describe('another face of the picture as the reference', () => {
  it('leads as it lies now, whatever becomes of it, and a recipe says where that is', async () => {
    bench = await editorWithModel();
    await open(bench, 'one', 300, 300, [faceAt(at), faceAt({ ...at, centreXPx: 200 })]);
    await analyseAll(bench);
    followFace(bench.editor, stateOf().document.faces[1]!);
    expect(last(bench.engine.references).request).toMatchObject({ pictureId: 'one', square: { centreXPx: 200, sidePx: 80 } });
    await last(bench.engine.references).answer({ reading: { values: [1, 1], domain: 3, codes: CODES }, crop: bitmap() });
    expect(lead()?.attributes).toEqual([0, 1]);
    expect(recipeFromEditor(stateOf())?.edit).toMatchObject({ reference: { file: 'one.jpg', square: { centreXPx: 200, centreYPx: 60, sidePx: 80 } } });
  });
});
