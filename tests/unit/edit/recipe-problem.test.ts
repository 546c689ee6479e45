import * as v from 'valibot';
import { expect, it } from 'vitest';
import { byAttribute } from '../../../src/edit/recipe-id.ts';
import { unknownId } from '../../../src/edit/recipe-problem.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';

it('an id that a model lacks is told with those that it has', () => {
  const model = (domains: object): BundleManifest => ({ title: 'Tiny', domains }) as unknown as BundleManifest;
  expect(unknownId('hat', model({ kind: 'attributes', attributes: [{ id: 'smile' }, { id: 'age' }] }))).toMatchObject({
    code: 'recipe-attribute', message: 'Expected attributes of "Tiny" (smile, age) for the recipe but received "hat".', recovery: 'Choose the recipe\'s model, or change the recipe.',
  });
  expect(unknownId('cow', model({ kind: 'named', names: [{ id: 'cat' }, { id: 'dog' }] })).message).toBe('Expected domains of "Tiny" (cat, dog) for the recipe but received "cow".');
});

it('values by attribute are a plain record of ids', () => {
  const isOne = (value: unknown): boolean => v.is(byAttribute(v.number()), value);
  expect([{}, { smile: 1 }].map(isOne)).toEqual([true, true]);
  for (const value of [undefined, null, 1, 'smile', true, { constructor: 1 }, { prototype: 1 }, { Smile: 1 }, { smile: 'a lot' }]) expect(isOne(value)).toBe(false);
});
