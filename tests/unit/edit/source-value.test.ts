import { describe, expect, it } from 'vitest';
import { detectedAt, hasClassifier, isUnsure, needsHints, sourceDomain, sourceLevel, sourceValue } from '../../../src/edit/source-value.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';

const SMILE = { kind: 'attributes', attributes: [{ id: 'smile', on: 'Smiling', off: 'Neutral' }, { id: 'hat', on: 'Hat', off: 'None' }] };
const PETS = { kind: 'named', names: [{ id: 'cat' }, { id: 'dog' }, { id: 'wild' }] };
const manifest = (domains: object, sees: boolean): BundleManifest => ({ domains, graphs: sees ? { 'attribute-classifier': {} } : {} }) as unknown as BundleManifest;

describe('what is known of a source', () => {
  it('takes a classifier at its word: the sign is the value, the size how sure it is', () => {
    const seen = manifest(SMILE, true);
    expect(detectedAt(seen, 0, [Math.log(3)], { happyProbability: 0 })).toEqual({ value: 1, confidence: expect.closeTo(0.75, 9) as number });
    expect(detectedAt(seen, 1, [1, -Math.log(4)], undefined)).toEqual({ value: 0, confidence: expect.closeTo(0.8, 9) as number });
    expect(detectedAt(seen, 0, [0], undefined)).toEqual({ value: 0, confidence: 0.5 });
    // Not looked at yet: the finder's hints do not stand in.
    expect([detectedAt(seen, 0, undefined, { happyProbability: 1 }), detectedAt(seen, 2, [1, 1], undefined)]).toEqual([undefined, undefined]);
  });

  it('goes by the finder’s hints where there is none, and says nothing where those do not', () => {
    const blind = manifest(SMILE, false);
    expect(detectedAt(blind, 0, [9], { happyProbability: 0.9 })).toEqual({ value: 1, confidence: undefined });
    expect(detectedAt(blind, 0, undefined, { happyProbability: 0.1 })).toEqual({ value: 0, confidence: undefined });
    for (const hints of [undefined, {}]) expect(detectedAt(blind, 0, undefined, hints)).toBeUndefined();
    for (const index of [1, 2]) expect(detectedAt(blind, index, undefined, { happyProbability: 0.9 })).toBeUndefined();
    expect(detectedAt(manifest(PETS, false), 0, undefined, { happyProbability: 0.9 })).toBeUndefined();
  });

  it('asks for hints where they are all there is', () => {
    expect([manifest(SMILE, false), manifest(SMILE, true), manifest(PETS, false), manifest(PETS, true)].map(needsHints)).toEqual([true, false, false, false]);
    expect([manifest(SMILE, false), manifest(SMILE, true)].map(hasClassifier)).toEqual([false, true]);
  });

  it('is what a person said, before all else', () => {
    expect([sourceValue(0, { value: 1, confidence: 1 }), sourceValue(undefined, { value: 1, confidence: 1 }), sourceValue(undefined, undefined)]).toEqual([0, 1, undefined]);
  });
});

describe('where a source lies', () => {
  it('is at an end that is said or sure, and between the two by their odds where the classifier is not', () => {
    const seen = (value: 0 | 1, confidence: number | undefined) => ({ value, confidence });
    expect([seen(1, 0.54), seen(0, 0.791), seen(1, 0.8), seen(0, 0.99), seen(1, undefined)].map((each) => sourceLevel(undefined, each))).toEqual([0.54, 0.21, 1, 0, 1]);
    expect([sourceLevel(0, seen(1, 0.54)), sourceLevel(undefined, undefined)]).toEqual([0, undefined]);
    expect([seen(1, 0.54), seen(1, 0.8), seen(1, undefined), undefined].map(isUnsure)).toEqual([true, false, false, false]);
  });
});

describe('the domain of a source', () => {
  it('is as said, else the likeliest, the first of two that are alike', () => {
    const seen = manifest(PETS, true);
    expect([sourceDomain(0, seen, [0, 1, 2]), sourceDomain(undefined, seen, [0, 1, 0.5]), sourceDomain(undefined, seen, [1, 2, 2])]).toEqual([0, 1, 1]);
  });

  it('is nobody’s to know without a classifier that has looked', () => {
    expect([sourceDomain(undefined, manifest(PETS, false), [0, 1]), sourceDomain(undefined, manifest(PETS, true), []), sourceDomain(undefined, manifest(PETS, true), undefined), sourceDomain(2, manifest(PETS, false), undefined)])
      .toEqual([undefined, undefined, undefined, 2]);
  });
});
