import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { setLevel } from '../../../src/state/commands/edit-levels.ts';
import { selectNextFace, removeFace } from '../../../src/state/commands/face-list.ts';
import { redo, undo } from '../../../src/state/commands/history.ts';
import { loadDefaultModel } from '../../../src/state/commands/load-model.ts';
import { facesAcross, selectedFace } from '../../../src/state/face-selectors.ts';
import { analyseAll, editorWithModel, last, loaded, open, patchesOf, settle, type Bench } from './engine-double.ts';
import { faceAt } from './finder-double.ts';

let bench: Bench;
let said: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  bench = await editorWithModel();
  said = [];
  bench.editor.store.subscribe(({ announcement }, previous) => { if (announcement !== previous.announcement) said.push(announcement.text); });
});
afterEach(() => {
  bench.editor.dispose();
  vi.useRealTimers();
});

async function rest(): Promise<void> {
  for (let tries = 0; tries < 4; tries++) {
    await vi.advanceTimersByTimeAsync(500);
    const render = bench.engine.renders.at(-1);
    await render?.answer(patchesOf(render.request));
  }
}

const square = (centreXPx: number) => ({ centreXPx, centreYPx: 300, sidePx: 200, rotationRad: 0 });

it('tells the faces of an opened picture, and a level once it rests and is painted', async () => {
  await open(bench, 'one', 300, 300);
  await analyseAll(bench);
  await vi.advanceTimersByTimeAsync(2000);
  expect(said).toEqual(['one.jpg is open, 1 face']);
  for (const level of [0.2, 0.4, 0.6]) setLevel(bench.editor, 'smile', level, { joinsRecent: true });
  await vi.advanceTimersByTimeAsync(2000);
  expect(said).toHaveLength(1);
  await rest();
  expect(said.slice(1)).toEqual(['Picture updated: Smile 60 % smiling']);
  undo(bench.editor);
  await rest();
  redo(bench.editor);
  await rest();
  expect(said.slice(2)).toEqual(['Picture updated: Smile neutral', 'Picture updated: Smile 60 % smiling']);
});

it('goes over the faces from left to right, and does not tell another face’s levels as a change', async () => {
  await open(bench, 'group', 1200, 600, [faceAt(square(700)), faceAt(square(200)), faceAt(square(1000))]);
  await analyseAll(bench);
  expect(said).toEqual(['group.jpg is open, 3 faces']);
  const places = facesAcross(bench.editor.store.getState()).map(({ square: { centreXPx } }) => centreXPx);
  expect(places).toEqual([200, 700, 1000]);
  await rest();
  setLevel(bench.editor, 'smile', 1);
  await rest();
  const visited = [0, 1, 2].map(() => {
    selectNextFace(bench.editor);
    return selectedFace(bench.editor.store.getState())!.square.centreXPx;
  });
  expect(new Set(visited)).toEqual(new Set(places));
  expect(visited[(visited.indexOf(200) + 1) % 3]).toBe(700);
  await rest();
  expect(said.slice(1)).toEqual(['Picture updated: Smile smiling']);
  removeFace(bench.editor);
  await settle();
  expect(said.at(-1)).toBe('group.jpg is open, 2 faces');
});

it('tells a download at quarters, once each', async () => {
  bench.editor.store.setState((state) => ({ engine: { ...state.engine, loaded: undefined } }));
  void loadDefaultModel(bench.editor);
  const load = last(bench.engine.loads);
  const at = async (doneBytes: number, stage: 'model' | 'self-check' = 'model'): Promise<void> => {
    load.onProgress?.({ stage, flavour: 'wasm', doneBytes, totalBytes: 100, elapsedMs: 1 });
    await settle();
  };
  for (const bytes of [1, 20, 26, 30, 49, 51, 80, 100]) await at(bytes);
  await at(100, 'self-check');
  await load.answer(loaded());
  expect(said).toEqual(['Loading the model', ...[25, 50, 75].map((percent) => `Loading the model, ${percent} %`), 'Checking the model', 'Test is ready']);
});
