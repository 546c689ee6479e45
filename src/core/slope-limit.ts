import type { FaceRegion } from './mask.ts';

/** By how many 8-bit steps a pixel of the picture the change may rise where it fades; the cubic makes it steeper by up to a half. */
const SLOPE_LIMIT = 1.3;
/** How many feathers in the fading is over, for good: the cubic reaches two pixels of the crop. */
export const FADED_IN = 1.25;

/** By how much the change may rise from one pixel of the crop to the next: little where it fades, freely further in. */
export function slopeLimit({ depth }: FaceRegion, pixelsPerCropPixel: number): Float32Array {
  return depth.map((d) => SLOPE_LIMIT * pixelsPerCropPixel * (1 + 40 * Math.max(0, d - FADED_IN) ** 2));
}
