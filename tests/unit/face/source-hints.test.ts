import { describe, expect, it } from 'vitest';
import { sourceValuesFromHints } from '../../../src/face/source-hints.ts';

const hints = { happyProbability: 0.9, femaleProbability: 0.2, ageYears: 60 };

describe('sourceValuesFromHints', () => {
  it('reads smile, gender and age in the bundle\'s order', () => {
    expect(sourceValuesFromHints(hints, [{ id: 'age', on: 'old' }, { id: 'smile', on: 'smiling' }, { id: 'gender', on: 'female' }])).toEqual([1, 1, 0]);
  });

  it('follows a bundle that has them the other way round', () => {
    expect(sourceValuesFromHints(hints, [{ id: 'young', on: 'young' }, { id: 'smile', on: 'not smiling' }, { id: 'male', on: 'male' }])).toEqual([0, 0, 1]);
  });

  it('says nothing of other attributes, of labels it cannot read and of hints it lacks', () => {
    expect(sourceValuesFromHints(hints, [{ id: 'bangs', on: 'bangs' }, { id: 'gender', on: 'on' }])).toEqual([undefined, undefined]);
    expect(sourceValuesFromHints({}, [{ id: 'smile', on: 'smiling' }])).toEqual([undefined]);
  });

  it('puts the border of age between the classes', () => {
    expect([41, 42].map((ageYears) => sourceValuesFromHints({ ageYears }, [{ id: 'age', on: 'old' }])[0])).toEqual([0, 1]);
  });
});
