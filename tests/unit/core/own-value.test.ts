import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseRecipe } from '../../../src/batch/recipe.ts';
import { wantedEdit } from '../../../src/batch/wanted-edit.ts';
import { ownValue } from '../../../src/core/own-value.ts';
import { parseManifest, type BundleManifest } from '../../../src/l2m/manifest.ts';
import { levelOf, sourceLevel, untouchedFace } from '../../../src/state/edit-document.ts';

// What the shipped bundle says of its own attributes by name would not fit others.
const plain = { ...JSON.parse(await readFile(new URL('../../../models/faces/manifest.json', import.meta.url), 'utf8')) as BundleManifest, regions: undefined, wholeMouths: undefined };
const named = (...ids: readonly string[]): BundleManifest => ({ ...plain, domains: { kind: 'attributes', attributes: ids.map((id) => ({ id, title: 'X', off: 'a', on: 'b', levelRange: [0, 1] })) } });

describe('names that every object knows', () => {
  it('are no values of a record', () => {
    expect(ownValue({ smile: 1 }, 'smile')).toBe(1);
    for (const key of ['constructor', 'toString', '__proto__']) expect(ownValue({ smile: 1 }, key)).toBeUndefined();
  });

  it.each(['constructor', 'prototype'])('"%s" is no id of an attribute, a domain or a model, and no level of a recipe', (id) => {
    expect(() => parseManifest(named('smile'))).not.toThrow();
    expect(() => parseManifest(named(id))).toThrow(expect.objectContaining({ code: 'manifest-invalid' }) as Error);
    expect(() => parseManifest({ ...plain, id })).toThrow(expect.objectContaining({ code: 'manifest-invalid' }) as Error);
    expect(() => parseManifest({ ...plain, domains: { kind: 'named', names: [{ id, title: 'X' }, { id: 'b', title: 'B' }] } })).toThrow(expect.objectContaining({ code: 'manifest-invalid' }) as Error);
    expect(() => parseRecipe({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1, [id]: 1 } } })).toThrow(expect.objectContaining({ code: 'recipe-invalid' }) as Error);
  });

  it('give no level, even to a model that was let in with one', () => {
    const recipe = parseRecipe({ version: 1, bundle: plain.id, edit: { kind: 'attributes', levels: { smile: 1 } } });
    expect(wantedEdit(recipe, named('constructor', 'smile'))).toEqual({ kind: 'attributes', levels: [undefined, 1] });
    const face = untouchedFace('drawn', { centreXPx: 1, centreYPx: 1, sidePx: 1, rotationRad: 0 });
    expect([levelOf(face, 'constructor', undefined), sourceLevel(face, 'constructor', undefined)]).toEqual([0, 0]);
  });
});
