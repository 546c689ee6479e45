import { expect, it } from 'vitest';
import { parseRecipe, type Recipe } from '../../../../src/batch/recipe.ts';
import { maskText, openMask } from '../../../../src/core/brush-mask.ts';
import { presetOfRecipe, takePreset } from '../../../../src/state/batch/commands/take-preset.ts';
import { batchBench, MODELS, RECIPE } from './batch-double.ts';

const MASK = maskText(openMask().fill(0, 0, 3000))!;
const CATALOGUE = parseRecipe({
  version: 1, bundle: 'test', edit: { kind: 'attributes', levels: { smile: 'flip' }, reference: { file: 'her.jpg', strength: 0.5 } }, detail: 0.5, mask: MASK,
  crop: 'detect', faces: 'largest', output: { format: 'webp', quality: 0.5 }, metadata: { keepsMetadata: false, keepsLocation: false, saysAi: false }, naming: '{name}-{attrs}.{ext}',
});

function batchWith(recipe: Recipe) {
  const { batch } = batchBench();
  batch.store.setState({ recipe });
  return batch;
}

it('a whole recipe comes back from its preset, but for the picture of its reference', () => {
  const batch = batchWith(RECIPE);
  batch.store.setState({ reference: { name: 'other.jpg', blob: new Blob(['other']) } });
  takePreset(batch, presetOfRecipe(CATALOGUE, ' Catalogue '), MODELS);
  expect(batch.store.getState()).toMatchObject({ recipe: CATALOGUE, isModelChosen: true });
  expect(batch.store.getState().reference).toBeUndefined();
  const hers = { name: 'her.jpg', blob: new Blob(['hers']) };
  batch.store.setState({ reference: hers, recipe: RECIPE });
  takePreset(batch, presetOfRecipe(CATALOGUE, 'Catalogue'), MODELS);
  expect(batch.store.getState().reference).toBe(hers);
});

it('a preset of the editor sets what it names and leaves the rest of the recipe', () => {
  const before: Recipe = { ...RECIPE, edit: { kind: 'attributes', levels: { smile: 0, age: 0.25 } }, naming: 'x-{name}.{ext}' };
  const batch = batchWith(before);
  takePreset(batch, { name: 'Glad', edit: { kind: 'attributes', levels: { smile: 1 } } }, MODELS);
  expect(batch.store.getState().recipe).toEqual({ ...before, edit: { kind: 'attributes', levels: { smile: 1, age: 0.25 } } });
  takePreset(batch, { name: 'Soft', edit: { kind: 'attributes', levels: { smile: 9 } }, detail: 0.4, mask: MASK }, MODELS);
  expect(batch.store.getState().recipe).toEqual({ ...before, edit: { kind: 'attributes', levels: { smile: 1.5, age: 0.25 } }, detail: 0.4, mask: MASK });
});
