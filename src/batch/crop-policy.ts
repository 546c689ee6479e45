import { cropLimitPx, isCropSized } from '../edit/crop-size.ts';
import type { PictureSize } from '../edit/square.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { CropPolicy } from './recipe.ts';
import { spread } from './spread.ts';

/** How the faces of a folder are found, and why. */
export interface CropDecision {
  readonly policy: 'detect' | 'whole';
  /** For people at the command line. */
  readonly reason: string;
  /** What was found among the sizes; undefined where a person decided. */
  readonly found?: { readonly crops: number; readonly looked: number; readonly limitPx: number };
}

/** So many pictures, spread over the folder, are looked at to decide. */
export const CROP_SAMPLE = 64;
const MAJORITY = 0.9;

/** The files to look at: spread evenly over the list, the same ones for every shard of it. */
export function cropSample<T>(files: readonly T[]): readonly T[] {
  return spread(files, CROP_SAMPLE);
}

/** Whether so many pictures that are no crops settle it, so that no more need be looked at. */
export function isSettled(misfits: number, sampleLength: number): boolean {
  // As `decideCrop` compares, to the last bit: a tenth of ten is not more than a tenth.
  return sampleLength - misfits < MAJORITY * sampleLength;
}

/** Decides once for a folder, from the sizes of `cropSample`'s pictures, those that can be read. */
export function decideCrop(wanted: CropPolicy, manifest: BundleManifest, sizes: readonly PictureSize[]): CropDecision {
  if (wanted !== 'auto') return { policy: wanted, reason: wanted === 'detect' ? 'Faces are looked for, as asked.' : 'Every picture is taken whole, as asked.' };
  const crops = sizes.filter((size) => isCropSized(size, manifest)).length;
  const found = { crops, looked: sizes.length, limitPx: cropLimitPx(manifest) };
  const says = `${crops} of ${sizes.length} pictures looked at are squarish and at most ${found.limitPx} px`;
  return sizes.length > 0 && crops >= MAJORITY * sizes.length
    ? { policy: 'whole', found, reason: `Every picture is taken whole: ${says}, so they look like crops.` }
    : { policy: 'detect', found, reason: `Faces are looked for: ${says}.` };
}
