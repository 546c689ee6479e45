import { edgeSlopes, SLOPES } from './edge-slopes.ts';
import { flownCrop, flowWithin } from './flow.ts';
import { rise, type FaceRegion } from './mask.ts';
import { enlargePlane, limitSlope, shrinkPlane } from './plane.ts';
import type { FloatImage } from './resample.ts';
import { slopeLimit } from './slope-limit.ts';

/** Share of the model's colours at which the photo's lines begin to go, and from which all have gone: below it an edit only shades them. */
const LINES_GO_FROM = [0.3, 0.8] as const;

/** Along a side, by which tone is told, and beside which a picture's lines are its detail; models/training/networks.py has the same. */
const TONE_CELLS = 16;
const DETAIL_CELLS = 32;

/** What 1 in the plane of detail means: so many times the detail that lies there is added. */
const MOST_GAIN = 2;

/** A decoder's picture, how far it is to be seen, and over what. */
export interface AttentiveImage {
  /** `[1,3,S,S]` float32 NCHW, about [-1,1]. */
  readonly image: Float32Array<ArrayBuffer>;
  /** `[1,1,S,S]` in [0,1]: 0 is the photo, 1 the model's. */
  readonly attention: Float32Array<ArrayBuffer>;
  /** `[1,2,C,C]`, of models that have it: from how far right and down in the crop what lies beneath is taken, in shares of its side. */
  readonly flow: Float32Array<ArrayBuffer> | undefined;
  /** `[1,4,S,S]`, of models that have it: what is added to the colours of what lies beneath, in [-2,2], and how much of its detail, in [-1,1]. */
  readonly light: Float32Array<ArrayBuffer> | undefined;
}

/** What a model's own colours of the crop, G(x,s), miss of its light and colour at large; `[1,3,S,S]` float32 NCHW all three. */
export function toneOf(crop: Float32Array, reconstruction: Float32Array): Float32Array<ArrayBuffer> {
  const area = crop.length / 3;
  const sizePx = Math.sqrt(area);
  const tone = new Float32Array(crop.length);
  for (let c = 0; c < 3; c++) {
    const missed = Float32Array.from({ length: area }, (_, i) => crop[c * area + i]! - reconstruction[c * area + i]!);
    tone.set(atLarge(missed, sizePx, TONE_CELLS), c * area);
  }
  return tone;
}

/** The model's colours, in the crop's tone, over the moved crop as far as it says: `[1,3,S,S]` float32 NCHW (after Pumarola et al., GANimation, 2018, equation 2). */
export function laidOver(crop: Float32Array, edited: AttentiveImage, tone: Float32Array): Float32Array<ArrayBuffer> {
  const area = edited.attention.length;
  const ground = edited.flow ? flownCrop(crop, flowWithin(edited.flow, new Float32Array(area).fill(1))) : crop;
  return mixed(ground, edited, tone);
}

function mixed(ground: Float32Array, { image, attention, light }: AttentiveImage, tone: Float32Array): Float32Array<ArrayBuffer> {
  const area = attention.length;
  const out = light ? litGround(ground, light) : Float32Array.from(ground);
  for (let from = 0; from < out.length; from += area) {
    for (let i = 0, at = from; i < area; i++, at++) out[at] = out[at]! + attention[i]! * (image[at]! + tone[at]! - out[at]!);
  }
  return out;
}

/** What so many cells along a side, at most as many as pixels, say of a plane. */
function atLarge(plane: Float32Array, sizePx: number, count: number): Float32Array<ArrayBuffer> {
  const cells = Math.min(count, sizePx);
  return enlargePlane(shrinkPlane(plane, sizePx, cells), cells, sizePx);
}

/** The crop in another light, its lines stronger or weaker: all `[1,C,S,S]`. */
function litGround(ground: Float32Array, light: Float32Array): Float32Array<ArrayBuffer> {
  const area = ground.length / 3;
  const sizePx = Math.sqrt(area);
  const lit = new Float32Array(ground.length);
  for (let c = 0; c < 3; c++) {
    const plane = ground.subarray(c * area, (c + 1) * area);
    const smooth = atLarge(plane, sizePx, DETAIL_CELLS);
    for (let i = 0; i < area; i++) lit[c * area + i] = plane[i]! + light[c * area + i]! + MOST_GAIN * light[3 * area + i]! * (plane[i]! - smooth[i]!);
  }
  return lit;
}

/**
 * What an edit by a model with attention adds to a photo, in the form of `faceChange`: the model knows what it changes, so that
 * nothing need be guessed from the change. With `detail` 1 all the photo's lines go, and where the model smooths the crop's, those
 * that the crop is too coarse for go with them. A flow has moved the crop and the photo already. Where it `followsEdges` the slopes of
 * `edgeSlopes` come behind: colours that end at a line do so at the photo's, not at the crop's coarse one.
 */
export function attentionChange(crop: Float32Array, edited: AttentiveImage, tone: Float32Array, region: FaceRegion, sidePx: number, detail: number, followsEdges = false): FloatImage {
  const { attention, light } = edited;
  const area = attention.length;
  const shown = mixed(crop, edited, tone);
  const sizePx = Math.sqrt(area);
  const limit = slopeLimit(region, sidePx / sizePx);
  const channels = 4 + (followsEdges ? SLOPES : 0);
  const data = new Float32Array(area * channels);
  const planes: Float32Array[] = [];
  for (let c = 0; c < 3; c++) {
    const plane = new Float32Array(area);
    for (let i = 0, from = c * area; i < area; i++, from++) plane[i] = region.mask[i]! * (shown[from]! - crop[from]!) * 127.5;
    // Hair that an edge of the square cuts off ends there soon, and not from half way on.
    if (!followsEdges) limitSlope(plane, limit, sizePx);
    for (let i = 0; i < area; i++) data[i * channels + c] = plane[i]!;
    planes.push(plane);
  }
  for (let i = 0; i < area; i++) {
    const lines = rise(LINES_GO_FROM, attention[i]!);
    const smoothed = light ? Math.max(0, Math.min(1, -MOST_GAIN * light[3 * area + i]!)) : 0;
    data[i * channels + 3] = region.mask[i]! * (1 - (1 - lines) * (1 - detail) * (1 - smoothed));
  }
  if (followsEdges) {
    const slopes = edgeSlopes(crop, planes, sizePx);
    for (let i = 0; i < area; i++) data.set(slopes.subarray(i * SLOPES, (i + 1) * SLOPES), i * channels + 4);
  }
  return { widthPx: sizePx, heightPx: sizePx, channels, data };
}
