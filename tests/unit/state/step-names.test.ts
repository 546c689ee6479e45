import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setDetail } from '../../../src/state/commands/edit-detail.ts';
import { setDomainStrength, setLatentSeed, setSourceDomain, setTargetDomain } from '../../../src/state/commands/edit-domain.ts';
import { correctSource, resetAll, resetLevel, setLevel } from '../../../src/state/commands/edit-levels.ts';
import { followFace, removeReference, setReferenceStrength, takeFromReference } from '../../../src/state/commands/edit-reference.ts';
import { nudgeSquare, scaleSquare, turnSquare } from '../../../src/state/commands/edit-square.ts';
import { placeFace, removeFace, selectFace, setEditingAll } from '../../../src/state/commands/face-list.ts';
import { goToStep, undo } from '../../../src/state/commands/history.ts';
import { applyPreset } from '../../../src/state/commands/presets.ts';
import { manifestOf } from '../../../src/state/face-selectors.ts';
import { stepName } from '../../../src/state/step-names.ts';
import { analyseAll, bitmap, editorWithModel, editorWithPicture, last, NAMED_MANIFEST, open, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

let bench: Bench;
beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

const state = () => bench.editor.store.getState();

/** Names of all steps, as the list shows them. */
function names(manifest = manifestOf(state())): readonly string[] {
  const { documents } = bench.editor.history.timeline();
  return documents.map((document, i) => stepName(documents[i - 1], document, { manifest, pictureName: (id) => state().picture.sources[id]?.name }));
}

describe('a step is named by what it did', () => {
  it('to one face', async () => {
    bench = await editorWithPicture();
    const { editor } = bench;
    for (const act of [
      () => { setLevel(editor, 'smile', 0.6); }, () => { setLevel(editor, 'smile', 1); }, () => { correctSource(editor, 'age', 0); }, () => { resetLevel(editor, 'smile'); },
      () => { setDetail(editor, 0.4); }, () => { nudgeSquare(editor, 0.1, 0); }, () => { scaleSquare(editor, 0.9); }, () => { turnSquare(editor, 0.1); },
      () => { applyPreset(editor, { name: 'x', edit: { kind: 'attributes', levels: { smile: 0.5, age: 0.7 } } }); }, () => { resetAll(editor); },
    ]) {
      act();
      vi.advanceTimersByTime(1000);
    }
    await open(bench, 'two', 400, 400);
    expect(names()).toEqual([
      'Opened: one.jpg', 'Smile 60 %', 'Smile: smiling', 'Photo’s own age: young', 'Smile: as in the photo', 'Smoothing 40 %', 'Square moved', 'Square resized', 'Square turned',
      'Smile 50 %, Age 70 %', 'Reset', 'Another photo: two.jpg',
    ]);
    // By another model's manifest, which has not these attributes.
    expect(names(NAMED_MANIFEST)[2]).toBe('Smile: on');
  });

  it('to one of several faces, counted from the left, or to all', async () => {
    bench = await editorWithModel();
    const { editor } = bench;
    const at = (centreXPx: number) => faceAt({ centreXPx, centreYPx: 300, sidePx: 200, rotationRad: 0 });
    await open(bench, 'group', 1200, 600, [at(700), at(150)]);
    await analyseAll(bench);
    const [right, left] = state().document.faces;
    selectFace(editor, left!.id);
    setLevel(editor, 'smile', 0.2);
    followFace(editor, right!);
    setReferenceStrength(editor, 0.5);
    takeFromReference(editor, 'age', false);
    removeReference(editor);
    setEditingAll(editor, true);
    setLevel(editor, 'smile', -0.25);
    placeFace(editor);
    removeFace(editor);
    expect(names().slice(1)).toEqual([
      'Face 1 – Smile 20 %', 'Face 1 – Like group.jpg', 'Face 1 – Like group.jpg 50 %', 'Face 1 – What is taken from group.jpg', 'Face 1 – Reference removed',
      'All faces – Smile −25 %', 'Face added', 'Face removed',
    ]);
  });

  it('between named domains', async () => {
    bench = await editorWithPicture(800, 600, NAMED_MANIFEST);
    const { editor } = bench;
    setSourceDomain(editor, 'dog');
    setTargetDomain(editor, 'wild');
    setDomainStrength(editor, 0.5);
    setLatentSeed(editor, 42);
    expect(names().slice(1)).toEqual(['Photo shows: Dog', 'To Wild', 'Strength 50 %', 'Look 42']);
  });
});

describe('going to a step', () => {
  beforeEach(async () => { bench = await editorWithPicture(); });

  it('goes back and forth by any number, and keeps what lies after it', () => {
    const { editor } = bench;
    for (const level of [0.2, 0.4, 0.6]) setLevel(editor, 'smile', level);
    const { documents } = editor.history.timeline();
    for (const place of [1, 3, 0, 2]) {
      goToStep(editor, place);
      expect(editor.history.timeline()).toEqual({ documents, present: place });
    }
    // A change from here takes the place of what lay after.
    setLevel(editor, 'age', 0.5);
    expect(names().slice(1)).toEqual(['Smile 20 %', 'Smile 40 %', 'Age 50 %']);
  });

  it('opens the picture of the step first, across several', async () => {
    const { editor, engine } = bench;
    setLevel(editor, 'smile', 0.2);
    await open(bench, 'two', 400, 400);
    setLevel(editor, 'smile', 0.4);
    goToStep(editor, 1);
    await settle();
    expect(state().picture.opening).toMatchObject({ name: 'one.jpg', pictureId: 'one' });
    await last(engine.openings).answer({ pictureId: 'one', widthPx: 800, heightPx: 600, preview: bitmap(), hasLocation: false, notes: [] });
    expect([editor.history.timeline().present, state().document.pictureId, state().picture.open?.pictureId]).toEqual([1, 'one', 'one']);
    expect(names()).toEqual(['Opened: one.jpg', 'Smile 20 %', 'Another photo: two.jpg', 'Smile 40 %']);
    undo(editor);
    expect(editor.history.timeline().present).toBe(0);
  });
});
