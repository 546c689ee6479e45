import type { FaceHints } from '../face/face-finder.ts';
import { sourceValuesFromHints } from '../face/source-hints.ts';
import type { BundleManifest } from '../l2m/manifest.ts';

/** What a classifier, or the face finder in its stead, says of one attribute of the source. */
export interface DetectedValue {
  readonly value: 0 | 1;
  /** Probability of `value`, 0.5 to 1; undefined where the finder only guesses. */
  readonly confidence: number | undefined;
}

/** True when the bundle itself says which attributes or which domain a face has. */
export function hasClassifier({ graphs }: BundleManifest): boolean {
  return graphs['attribute-classifier'] !== undefined;
}

/** Hints cost the finder time and memory: only a bundle that cannot tell by itself needs them. */
export function needsHints(manifest: BundleManifest): boolean {
  return !hasClassifier(manifest) && manifest.domains.kind === 'attributes';
}

/** What is known of the attribute at `index` of the manifest: by the bundle's classifier where it has one, else by the finder's hints. */
export function detectedAt(manifest: BundleManifest, index: number, logits: ArrayLike<number> | undefined, hints: FaceHints | undefined): DetectedValue | undefined {
  if (hasClassifier(manifest)) return classifiedValue(logits?.[index]);
  const attribute = manifest.domains.kind === 'attributes' ? manifest.domains.attributes[index] : undefined;
  const value = attribute && hints && sourceValuesFromHints(hints, [attribute])[0];
  return value === undefined ? undefined : { value, confidence: undefined };
}

/**
 * From this probability on a classifier is believed. Of the validation faces' labels (458, three attributes each) it was wrong in one of four
 * below, and in one of ninety above.
 */
const SURE_FROM = 0.8;

/** True where the classifier has looked and cannot say for sure. */
export function isUnsure(detected: DetectedValue | undefined): boolean {
  return detected?.confidence !== undefined && detected.confidence < SURE_FROM;
}

/** Where an attribute of the source lies on the scale of levels: at one end, or between the two by how likely each is where the classifier is unsure; undefined where nobody knows. */
export function sourceLevel(said: 0 | 1 | undefined, detected: DetectedValue | undefined): number | undefined {
  if (said !== undefined || detected?.confidence === undefined || !isUnsure(detected)) return sourceValue(said, detected);
  // In whole percent, as sliders step: one that is brought back has changed nothing.
  return Math.round(100 * (detected.value === 1 ? detected.confidence : 1 - detected.confidence)) / 100;
}

/** The value that an attribute of the source counts as: as a person said, else as detected, else nobody knows. */
export function sourceValue(said: 0 | 1 | undefined, detected: DetectedValue | undefined): 0 | 1 | undefined {
  return said ?? detected?.value;
}

/** The named domain that a face counts as: as a person said, else the likeliest by the classifier, else nobody knows. */
export function sourceDomain(said: number | undefined, manifest: BundleManifest, logits: ArrayLike<number> | undefined): number | undefined {
  if (said !== undefined || !logits || logits.length === 0 || !hasClassifier(manifest)) return said;
  return Array.from(logits).reduce((best, logit, j, all) => (logit > all[best]! ? j : best), 0);
}

/** Sigmoid of a logit, read as a value and its probability. */
function classifiedValue(logit: number | undefined): DetectedValue | undefined {
  if (logit === undefined) return undefined;
  return { value: logit > 0 ? 1 : 0, confidence: 1 / (1 + Math.exp(-Math.abs(logit))) };
}
