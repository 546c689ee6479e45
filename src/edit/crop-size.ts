import type { BundleManifest } from '../l2m/manifest.ts';
import type { PictureSize } from './square.ts';

/** Crops come no larger than this, or than what a model that wants them whole takes in: photographs of 256 px are common, with their background. */
const CROP_SIDE_PX = 160;
const SQUARISH_RATIO = 1.15;

/** Longest side of a picture that may itself be a crop of one face, as the model takes it. */
export function cropLimitPx({ alignment, imageSizePx }: Pick<BundleManifest, 'alignment' | 'imageSizePx'>): number {
  return alignment === 'none' ? Math.max(CROP_SIDE_PX, imageSizePx) : CROP_SIDE_PX;
}

/** True for a picture that may itself be a crop of one face: small, and about as high as wide. */
export function isCropSized({ widthPx, heightPx }: PictureSize, manifest: Pick<BundleManifest, 'alignment' | 'imageSizePx'>): boolean {
  const longer = Math.max(widthPx, heightPx);
  return longer <= cropLimitPx(manifest) && longer <= SQUARISH_RATIO * Math.min(widthPx, heightPx);
}
