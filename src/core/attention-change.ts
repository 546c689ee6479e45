import { rise, type FaceRegion } from './mask.ts';
import { limitSlope } from './plane.ts';
import type { FloatImage } from './resample.ts';
import { slopeLimit } from './slope-limit.ts';

/** Share of the model's colours at which the photo's lines begin to go, and from which all have gone: below it an edit only shades them. */
const LINES_GO_FROM = [0.3, 0.8] as const;

/** A decoder's picture, and how far it is to be seen. */
export interface AttentiveImage {
  /** `[1,3,S,S]` float32 NCHW, about [-1,1]. */
  readonly image: Float32Array<ArrayBuffer>;
  /** `[1,1,S,S]` in [0,1]: 0 is the photo, 1 the model's. */
  readonly attention: Float32Array<ArrayBuffer>;
}

/** The model's colours over the crop as far as it says: `[1,3,S,S]` float32 NCHW (Pumarola et al., GANimation, 2018, equation 2). */
export function laidOver(crop: Float32Array, { image, attention }: AttentiveImage): Float32Array<ArrayBuffer> {
  const area = attention.length;
  return image.map((value, i) => crop[i]! + attention[i % area]! * (value - crop[i]!));
}

/**
 * What an edit by a model with attention adds to a photo, in the form of `faceChange`: the model knows what it changes, so that
 * nothing need be guessed from the change. With `detail` 1 all the photo's lines go.
 */
export function attentionChange(crop: Float32Array, { image, attention }: AttentiveImage, region: FaceRegion, sidePx: number, detail: number): FloatImage {
  const area = attention.length;
  const sizePx = Math.sqrt(area);
  const limit = slopeLimit(region, sidePx / sizePx);
  const data = new Float32Array(area * 4);
  for (let c = 0; c < 3; c++) {
    const plane = new Float32Array(area);
    for (let i = 0, from = c * area; i < area; i++, from++) plane[i] = region.mask[i]! * attention[i]! * (image[from]! - crop[from]!) * 127.5;
    limitSlope(plane, limit, sizePx);
    for (let i = 0; i < area; i++) data[i * 4 + c] = plane[i]!;
  }
  for (let i = 0; i < area; i++) {
    const lines = rise(LINES_GO_FROM, attention[i]!);
    data[i * 4 + 3] = region.mask[i]! * (lines + detail * (1 - lines));
  }
  return { widthPx: sizePx, heightPx: sizePx, channels: 4, data };
}
