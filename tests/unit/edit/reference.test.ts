import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { ReferenceSettings } from '../../../src/edit/face-edit.ts';
import { attributesReference, codeInDomain, domainReference, recipeOfFace, recipeOfReference, referenceSelf, wantedOfSettings } from '../../../src/edit/reference.ts';
import { MANIFEST, NAMED_MANIFEST } from '../state/engine-double.ts';

const square = { centreXPx: 4, centreYPx: 5, sidePx: 6, rotationRad: 0.5 };
const settings: ReferenceSettings = { pictureId: 'r', name: 'ref.jpg', square, isLargest: true, found: undefined, leftOut: [], said: {}, strength: 1 };
const ids = ['smile', 'age'];

describe('what a reference is', () => {
  it('says a person, else the classifier, else nobody', () => {
    expect(referenceSelf(MANIFEST, [undefined, 0], { logits: [3, 3], hints: undefined })).toEqual({ values: [1, 0], domain: 1 });
    expect(referenceSelf(MANIFEST, [], { logits: [3, 3], hints: undefined })).toEqual({ values: [1, 1], domain: 3 });
    expect(referenceSelf(MANIFEST, [undefined, 1], { logits: [], hints: undefined })).toEqual({ values: [undefined, 1], domain: 2 });
  });

  it('says of named domains the classifier alone', () => {
    expect(referenceSelf(NAMED_MANIFEST, [], { logits: [0, 1, 3], hints: undefined })).toEqual({ values: [], domain: 2 });
    expect(referenceSelf(NAMED_MANIFEST, [], { logits: [], hints: undefined })).toEqual({ values: [], domain: undefined });
  });
});

it('its code in a domain is that domain’s row', () => {
  expect([0, 1, 2].map((domain) => codeInDomain({ values: [], domain: 0, codes: Float32Array.of(1, 2, 3, 4, 5, 6) }, domain, 3))).toEqual([[1, 2], [3, 4], [5, 6]]);
});

describe('a reference in a recipe', () => {
  it('is a file alone where it is the picture’s largest face and all is taken from it', () => {
    expect(recipeOfReference(settings, ids)).toEqual({ file: 'ref.jpg' });
    expect(wantedOfSettings(settings, ids, { values: [], domain: 0, codes: Float32Array.of() })).toMatchObject({ takes: [true, true], strength: 1 });
  });

  it('says where its face lies, what is taken, what the person said and how far', () => {
    const more = { ...settings, isLargest: false, leftOut: ['smile'], said: { age: 0, hat: 1 }, strength: 0.5 } as const;
    expect(recipeOfFace(more)).toEqual({ file: 'ref.jpg', square });
    expect(recipeOfReference(more, ids)).toEqual({ file: 'ref.jpg', square, attributes: ['age'], values: { age: 0 }, strength: 0.5 });
    expect(wantedOfSettings(more, ids, { values: [], domain: 0, codes: Float32Array.of() })).toMatchObject({ takes: [false, true], strength: 0.5 });
  });

  it('may be a name alone', () => {
    expect([v.parse(attributesReference, 'a.png'), v.parse(domainReference, 'a.png')]).toEqual([{ file: 'a.png' }, { file: 'a.png' }]);
  });

  const whole = { file: 'a'.repeat(1000), square: { ...square, sidePx: 1 }, attributes: ['smile'], values: { age: 1 }, strength: -4 };

  it('may say all of it', () => {
    expect([v.parse(attributesReference, whole), v.parse(attributesReference, { ...whole, strength: 4 })]).toEqual([whole, { ...whole, strength: 4 }]);
    const face = { file: 'a', square };
    expect(v.parse(domainReference, face)).toEqual(face);
  });

  it.each([
    ['no name', ''], ['too long a name', 'a'.repeat(1001)], ['no name in an entry', { file: '' }], ['an entry that is none', { ...whole, mood: 1 }],
    ['a side of nothing', { ...whole, square: { ...square, sidePx: 0.9 } }], ['a place that is none', { ...whole, square: { ...square, centreXPx: Infinity } }], ['half a square', { ...whole, square: { sidePx: 3 } }],
    ['nothing taken', { ...whole, attributes: [] }], ['an id that is none', { ...whole, attributes: ['Smile!'] }], ['a value between', { ...whole, values: { age: 0.5 } }],
    ['too much of it', { ...whole, strength: 4.1 }], ['too little of it', { ...whole, strength: -4.1 }],
  ])('refuses %s', (_, entry) => {
    expect(v.is(attributesReference, entry)).toBe(false);
  });

  it('of a move says no more than its face', () => {
    expect([v.is(domainReference, { file: 'a', strength: 1 }), v.is(domainReference, { file: '' }), v.is(domainReference, { square })]).toEqual([false, false, false]);
  });
});
