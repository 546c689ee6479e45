import type { FivePointName } from './face-finder.ts';
import templates from './templates.json';

/** Names of the framings that a bundle's manifest may ask for. */
export type AlignmentName = 'tight' | 'celeba-hq' | 'none';

/** Where the five points lie in the aligned crop, `[u, v]` with [0,0] its top left and [1,1] its bottom right corner. */
export type FaceTemplate = Readonly<Record<FivePointName, readonly [u: number, v: number]>>;

/** In JSON, because the trainer aligns by the same numbers (models/training/crop.py). */
const TEMPLATES: Readonly<Record<AlignmentName, FaceTemplate | undefined>> = {
  tight: templates.tight as unknown as FaceTemplate,
  'celeba-hq': templates['celeba-hq'] as unknown as FaceTemplate,
  none: undefined,
};

/** The template of a framing; undefined for `none`, whose crops are taken whole and never aligned by landmarks. */
export function faceTemplate(alignment: AlignmentName): FaceTemplate | undefined {
  return TEMPLATES[alignment];
}
