import type { BundleManifest } from '../bridge/engine-client.ts';
import type { FaceHints } from '../bridge/face-finder.ts';
import { sourceValuesFromHints } from '../face/source-hints.ts';

/** What a classifier, or the face finder in its stead, says of one attribute of the source. */
export interface DetectedValue {
  readonly value: 0 | 1;
  /** Probability of `value`, 0.5 to 1; undefined where the finder only guesses. */
  readonly confidence: number | undefined;
}

/** Sigmoid of a logit, read as a value and its probability. */
function detectedValue(logit: number | undefined): DetectedValue | undefined {
  if (logit === undefined) return undefined;
  return { value: logit > 0 ? 1 : 0, confidence: 1 / (1 + Math.exp(-Math.abs(logit))) };
}

/** What is known of the attribute at `index` of the manifest: by the bundle's classifier where it has one, else by the finder's hints. */
export function detectedAt(manifest: BundleManifest, index: number, logits: readonly number[] | undefined, hints: FaceHints | undefined): DetectedValue | undefined {
  if (manifest.graphs['attribute-classifier'] !== undefined) return detectedValue(logits?.[index]);
  const attribute = manifest.domains.kind === 'attributes' ? manifest.domains.attributes[index] : undefined;
  const value = attribute && hints && sourceValuesFromHints(hints, [attribute])[0];
  return value === undefined ? undefined : { value, confidence: undefined };
}
