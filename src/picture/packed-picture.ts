import { readColourSpace } from '../core/colour-space.ts';
import type { RgbaImage, Samples } from '../core/image.ts';

/** A picture between workers: samples, and the profile that says what its colours mean; absent for sRGB. */
export interface PackedPicture {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Samples;
  readonly icc?: Uint8Array<ArrayBuffer> | undefined;
}

/** A picture that came from another worker: colour spaces are code and travel as the profiles that they were read from. */
export function unpackPicture({ icc, ...picture }: PackedPicture): RgbaImage {
  const space = icc && readColourSpace(icc);
  return { ...picture, colour: typeof space === 'string' ? undefined : space };
}
