import type { FaceHints } from './face-finder.ts';

/** As much of a bundle's attribute as is needed to know what its two ends mean. */
export interface HintedAttribute {
  readonly id: string;
  /** Label of value 1, in the bundle's own words. */
  readonly on: string;
}

/** The network's two classes are as likely: nothing speaks for another threshold. */
const HAPPY_FROM = 0.5;
const FEMALE_FROM = 0.5;
/** Halfway between the shipped model's classes: young up to 35, old from 48. */
const OLD_FROM_YEARS = 41.5;

/**
 * What the finder's hints say of a source's attributes: 0, 1, or undefined where they say nothing and a person must.
 * For bundles without a classifier; known ids are smile, gender and age, whichever way round the bundle has them.
 */
export function sourceValuesFromHints({ happyProbability, femaleProbability, ageYears }: FaceHints, attributes: readonly HintedAttribute[]): readonly (0 | 1 | undefined)[] {
  return attributes.map(({ id, on }) => {
    const label = on.toLowerCase();
    switch (id.toLowerCase()) {
      case 'smile': case 'smiling':
        return towards(happyProbability, HAPPY_FROM, !/neutral|not|no smile|unsmiling/.test(label));
      case 'gender': case 'male': case 'female': case 'sex':
        return /\b(female|woman|women|male|man|men)\b/.test(label) ? towards(femaleProbability, FEMALE_FROM, /\b(female|woman|women)\b/.test(label)) : undefined;
      case 'age': case 'young': case 'old':
        return /young|old/.test(label) ? towards(ageYears, OLD_FROM_YEARS, label.includes('old')) : undefined;
      default:
        return undefined;
    }
  });
}

function towards(value: number | undefined, from: number, onIsAbove: boolean): 0 | 1 | undefined {
  if (value === undefined) return undefined;
  return (value >= from) === onIsAbove ? 1 : 0;
}
