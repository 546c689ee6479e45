import { cropToNchw } from '../core/crop.ts';
import type { RgbaImage } from '../core/image.ts';
import type { FaceTarget } from '../edit/face-edit.ts';
import { referenceSelf, type ReferenceReading } from '../edit/reference.ts';
import type { L2mModel } from './l2m-model.ts';

/** A crop in sRGB, 8 bits a sample, for a screen. */
export interface CropPixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** A reference, and the aligned crop that it was read from. */
export interface ReadReference {
  readonly reading: ReferenceReading;
  readonly crop: CropPixels;
}

/** Reads another face for an edit to be like; nothing of it is kept. One call at a time a model. */
export async function readReference(
  model: L2mModel, picture: RgbaImage, { square, hints }: Pick<FaceTarget, 'square' | 'hints'>, said: readonly (0 | 1 | undefined)[],
): Promise<ReadReference> {
  const sidePx = model.manifest.imageSizePx;
  const own = cropToNchw(picture, square, sidePx);
  const crop = picture.colour?.toSrgb(own) ?? own;
  const seen = await model.look(crop.slice());
  const self = referenceSelf(model.manifest, said, { logits: seen.logits, hints });
  return { reading: { ...self, codes: await model.referenceCodes(seen, self.domain) }, crop: cropPixels(crop, sidePx) };
}

/** `[1,3,S,S]` in [-1,1] as pixels. */
export function cropPixels(crop: Float32Array, sidePx: number): CropPixels {
  const plane = sidePx * sidePx;
  const bytes = new Uint8ClampedArray(4 * plane).fill(255);
  for (let i = 0; i < plane; i++) for (let c = 0; c < 3; c++) bytes[4 * i + c] = (crop[c * plane + i]! + 1) * 127.5;
  return { widthPx: sidePx, heightPx: sidePx, data: bytes };
}
