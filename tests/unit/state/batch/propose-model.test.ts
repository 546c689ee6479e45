import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellFolderKind } from '../../../../src/batch/folder-kind.ts';
import { proposeModel } from '../../../../src/state/batch/commands/propose-model.ts';
import { refuseModel } from '../../../../src/state/batch/commands/refuse-model.ts';
import type { Batch } from '../../../../src/state/batch/batch.ts';
import { MANIFEST } from '../engine-double.ts';
import { faceAt, middle } from '../finder-double.ts';
import { batchBench, MODELS, RECIPE, texts } from './batch-double.ts';

const attribute = { levelRange: [-0.5, 1.5] as [number, number] };
const DRAWINGS = { ...MANIFEST, id: 'drawings', title: 'Drawings', alignment: 'none' } as const;
const OTHERS: typeof MANIFEST = { ...DRAWINGS, domains: { kind: 'attributes', attributes: [{ id: 'hair', title: 'Hair', off: 'dark', on: 'light', ...attribute }] } };
const choice = (manifest: typeof MANIFEST) => ({ key: manifest.id, title: manifest.title, source: { baseUrl: '' }, manifest, stored: undefined });

let batch: Batch;
let looked: string[];

/** A folder of pictures that are what their texts say: "photo", "drawing" or "nothing". */
function folder(files: Readonly<Record<string, string>>, manifest: typeof MANIFEST = DRAWINGS): Promise<void> {
  batch.store.setState({ source: texts(files), recipe: RECIPE });
  return proposeModel(batch, [...MODELS, choice(manifest)]);
}

beforeEach(() => {
  looked = [];
  vi.stubGlobal('createImageBitmap', async (blob: Blob) => ({ width: 100, height: 100, text: await blob.text(), close: () => undefined }));
  const textOf = ({ bitmap }: { bitmap: ImageBitmap }): string => (bitmap as unknown as { text: string }).text;
  const finder = {
    find: (picture: { bitmap: ImageBitmap }) => {
      looked.push(`photographed ${textOf(picture)}`);
      return Promise.resolve(textOf(picture) === 'photo' ? [faceAt(middle(100, 100))] : textOf(picture) === 'drawing' ? [faceAt(middle(100, 100), {}, 0.8)] : []);
    },
    findDrawn: (picture: { bitmap: ImageBitmap }) => {
      looked.push(`drawn ${textOf(picture)}`);
      return Promise.resolve(textOf(picture) === 'drawing' ? [{ ...middle(100, 100), confidence: 0.95 }] : []);
    },
    dispose: () => undefined,
  };
  batch = { ...batchBench().batch, createFinder: () => finder };
});
afterEach(() => { vi.unstubAllGlobals(); });

describe('the model for a folder', () => {
  it('is that for drawings where most of the first pictures are, with the levels that both know; it can be taken back', async () => {
    await folder({ 'a.png': 'drawing', 'b.png': 'photo', 'c.png': 'drawing', 'd.png': 'drawing', 'e.png': 'photo', 'f.png': 'photo' });
    const { recipe, proposedModel, isLookingAtFolder } = batch.store.getState();
    expect([recipe, isLookingAtFolder]).toEqual([{ ...RECIPE, bundle: 'drawings' }, false]);
    expect(proposedModel?.reason).toBe('3 of 4 pictures looked at are drawings, so the model is “Drawings”.');
    refuseModel(batch, MODELS);
    expect(batch.store.getState()).toMatchObject({ recipe: RECIPE, isModelChosen: true, proposedModel: undefined });
    await proposeModel(batch, [...MODELS, choice(DRAWINGS)]);
    expect(batch.store.getState().recipe).toEqual(RECIPE);
  });

  it('begins with nothing set where it does not know what is', async () => {
    await folder({ 'a.png': 'drawing' }, OTHERS);
    expect(batch.store.getState().recipe).toEqual({ ...RECIPE, bundle: 'drawings', edit: { kind: 'attributes', levels: {} } });
  });

  it('stays for photographs, which the other finder never sees, and where nothing tells', async () => {
    await folder({ 'a.png': 'photo', 'b.png': 'photo', 'c.png': 'photo', 'd.png': 'drawing' });
    expect(batch.store.getState().recipe).toEqual(RECIPE);
    expect(looked).toEqual(Array.from({ length: 3 }, () => 'photographed photo'));
    await folder({ 'a.png': 'nothing', 'b.png': 'drawing', 'c.png': 'photo' });
    expect(batch.store.getState()).toMatchObject({ recipe: RECIPE, proposedModel: undefined });
  });
});

it('no kind has a folder that half of its pictures are of', () => {
  expect(tellFolderKind(['drawn', 'drawn'], 4)).toBeUndefined();
  expect(tellFolderKind(['drawn', undefined, 'drawn', 'drawn'], 5)).toEqual({ kind: 'drawn', count: 3, looked: 4 });
  expect(tellFolderKind([], 0)).toBeUndefined();
});
