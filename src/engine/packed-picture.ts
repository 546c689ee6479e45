import { readColourSpace } from '../core/colour-space.ts';
import type { RgbaImage } from '../core/image.ts';
import type { PackedPicture } from './protocol.ts';

/** A picture that came from another worker: colour spaces are code and travel as the profiles that they were read from. */
export function unpackPicture({ icc, ...picture }: PackedPicture): RgbaImage {
  const space = icc && readColourSpace(icc);
  return { ...picture, colour: space === 'srgb' ? undefined : space };
}
