import type { FivePointName } from './face-finder.ts';

/** Names of the framings that a bundle's manifest may ask for. */
export type AlignmentName = 'tight' | 'celeba-hq' | 'none';

/** Where the five points lie in the aligned crop, `[u, v]` with [0,0] its top left and [1,1] its bottom right corner. */
export type FaceTemplate = Readonly<Record<FivePointName, readonly [u: number, v: number]>>;

const TIGHT: FaceTemplate = {
  leftEye: [0.32, 0.4], rightEye: [0.68, 0.4], noseTip: [0.5, 0.58], mouthLeft: [0.36, 0.76], mouthRight: [0.64, 0.76],
};

const CELEBA_HQ: FaceTemplate = {
  leftEye: [0.375, 0.472], rightEye: [0.625, 0.472], noseTip: [0.5, 0.61], mouthLeft: [0.4, 0.75], mouthRight: [0.6, 0.75],
};

const TEMPLATES: Readonly<Record<AlignmentName, FaceTemplate | undefined>> = { tight: TIGHT, 'celeba-hq': CELEBA_HQ, none: undefined };

/** The template of a framing; undefined for `none`, whose crops are taken whole and never aligned by landmarks. */
export function faceTemplate(alignment: AlignmentName): FaceTemplate | undefined {
  return TEMPLATES[alignment];
}
