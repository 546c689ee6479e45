import type { BundleAttribute, BundleManifest } from '../bridge/engine-client.ts';
import type { FaceHints } from '../bridge/face-finder.ts';

/** What a classifier, or the face finder in its stead, says of one attribute of the source. */
export interface DetectedValue {
  readonly value: 0 | 1;
  /** Probability of `value`, 0.5 to 1. */
  readonly confidence: number;
}

/** People call a face old from about here on; the finder's age is off by some years, so it is never sure near it. */
const OLD_FROM_YEARS = 45;
const AGE_SPREAD_YEARS = 8;

/** Sigmoid of a logit, read as a value and its probability. */
export function detectedValue(logit: number | undefined): DetectedValue | undefined {
  if (logit === undefined) return undefined;
  return { value: logit > 0 ? 1 : 0, confidence: 1 / (1 + Math.exp(-Math.abs(logit))) };
}

function fromProbability(probability: number | undefined): DetectedValue | undefined {
  if (probability === undefined) return undefined;
  return { value: probability > 0.5 ? 1 : 0, confidence: Math.max(probability, 1 - probability) };
}

function opposite(detected: DetectedValue | undefined): DetectedValue | undefined {
  return detected && { ...detected, value: detected.value === 1 ? 0 : 1 };
}

/** What the finder's hints say of an attribute, by what its level 1 is called; undefined for what it knows nothing of. */
export function hintedValue({ on }: BundleAttribute, hints: FaceHints): DetectedValue | undefined {
  const { ageYears, femaleProbability, happyProbability } = hints;
  const isOld = (): DetectedValue | undefined => (ageYears === undefined ? undefined : detectedValue((ageYears - OLD_FROM_YEARS) / AGE_SPREAD_YEARS));
  if (/^(smil|happy)/i.test(on)) return fromProbability(happyProbability);
  if (/^(female|woman)/i.test(on)) return fromProbability(femaleProbability);
  if (/^(male|man)\b/i.test(on)) return opposite(fromProbability(femaleProbability));
  if (/^(old|aged|senior)/i.test(on)) return isOld();
  if (/^young/i.test(on)) return opposite(isOld());
  return undefined;
}

/** What is known of the attribute at `index` of the manifest: by the bundle's classifier where it has one, else by the finder's hints. */
export function detectedAt(manifest: BundleManifest, index: number, logits: readonly number[] | undefined, hints: FaceHints | undefined): DetectedValue | undefined {
  if (manifest.graphs['attribute-classifier'] !== undefined) return detectedValue(logits?.[index]);
  const attribute = manifest.domains.kind === 'attributes' ? manifest.domains.attributes[index] : undefined;
  return attribute && hints && hintedValue(attribute, hints);
}
