import { rise, smoothstep, type FaceRegion } from './mask.ts';
import { changedMouth, ringFit, type MouthWindow } from './mouth.ts';
import { blurPlane, dilatePlane, limitSlope, unwovenPlane } from './plane.ts';
import type { FloatImage } from './resample.ts';
import { FADED_IN, slopeLimit } from './slope-limit.ts';

/** Change in 8-bit steps below which its pixel-scale structure counts as a generator's noise, and above which as edges. */
const EDGES_FROM = [0, 6] as const;
/** Change below which the photo's own lines stay, and above which they go: pores. */
const LINES_GO_FROM = [14, 32] as const;
/** The same where the photo has contrast, and its features would show through the new ones: lips, teeth. */
const GHOSTS_GO_FROM = [6, 16] as const;
/** Contrast of the photo about a pixel below which there is no feature to show through, and above which there is. */
const GHOSTS_FROM = [5, 20] as const;
/** In a mouth that is taken from the model: share taken from which the photo's grain goes with its features. */
const GRAIN_GOES_FROM = [0.7, 1] as const;
/** Change in shares of that contrast below which it only shades what is there, as about eyes, and above which it takes its place. */
const REPLACED_FROM = [0.2, 0.4] as const;
/** Off the face: change below which it is not meant, and above which it is (hair that grows, a beard that goes). */
const MEANT_FROM = [12, 40] as const;
/** Share of the side outside the contour over which a change comes to need a meaning. */
const OFF_FACE = 0.05;
/** Share of a face's even cast of colour that goes: no attribute is about it, and a neck does not follow. */
const CAST_GOES = 0.8;
/** Share of a change's colour that goes on a face; its light stays whole. Blotches of colour are what an eye forgives least. */
const COLOUR_GOES = 0.5;
/** Over so many feathers further in the photo's lines begin to go: they have no smooth edge that could fade. */
const LINES_FEATHER = 0.3;

type Planes = readonly [Float32Array, Float32Array, Float32Array];

/** What an edit starts from: the part of its work that is the same for every edit of a face. */
export interface FaceGround {
  /** G(x,s), `[1,3,S,S]` float32 NCHW in [-1,1]. */
  readonly reconstruction: Float32Array;
  /** G(x,s) - x in 8-bit steps, a plane `[S,S]` a channel. */
  readonly errors: Planes;
  /** How much the photo's light varies about each pixel, in 8-bit steps, `[S,S]`. */
  readonly contrast: Float32Array;
}

/** The ground of edits of the crop x, whose reconstruction is G(x,s), `[1,3,S,S]` float32 NCHW in [-1,1] both. */
export function faceGround(crop: Float32Array, reconstruction: Float32Array, sizePx: number): FaceGround {
  return { reconstruction, errors: differencePlanes(reconstruction, crop, sizePx), contrast: contrastOf(crop, sizePx) };
}

/**
 * What an edit G(x,s~), `[1,3,S,S]` float32 NCHW in [-1,1], adds to a photo (design section 2): `[S,S,4]`, three channels of
 * change d in 8-bit steps and, fourth, the share w in [0,1] of the photo's own lines that goes, above 1 that of their grain too. Both are 0 outside the region.
 * `sidePx` is the square's side in the picture; with `detail` 1 the change is the model's picture less the photo's, as it is,
 * and every line goes. Where a `mouthWindow` is given, one that the edit opens or closes there is the model's as a whole.
 */
export function faceChange(edited: Float32Array, ground: FaceGround, region: FaceRegion, sidePx: number, detail: number, mouthWindow?: MouthWindow): FloatImage {
  const sizePx = Math.sqrt(region.mask.length);
  const planes = differencePlanes(edited, ground.reconstruction, sizePx);
  const strength = strengthOf(planes, sizePx);
  const { lines, ghosts } = lineShares(ground.contrast, strength, region, sizePx, detail);
  const luma = lumaOf(planes);
  // The change's colour is kept even and its light sharp: a generator's fine colour is noise, and shows as fringes.
  const even = smooth(luma, sizePx);
  const light = unwovenPlane(luma, sizePx);
  for (let i = 0; i < light.length; i++) light[i] = even[i]! + rise(EDGES_FROM, strength[i]!) * (light[i]! - even[i]!);
  const share = meantShare(strength, region, detail);
  const onFace = faceShare(region, detail);
  const limit = slopeLimit(region, sidePx / sizePx);
  const mouth = mouthWindow && changedMouth(strength, mouthWindow, sizePx);
  const taken = mouth?.share.map((value, i) => (1 - detail) * region.mask[i]! * value);
  const data = new Float32Array(sizePx * sizePx * 4);
  for (const [c, plane] of planes.entries()) {
    const out = smooth(plane, sizePx);
    const error = ground.errors[c]!;
    const cast = (1 - COLOUR_GOES) * CAST_GOES * meanDifference(plane, luma, onFace);
    for (let i = 0; i < out.length; i++) {
      const colour = 1 - COLOUR_GOES * onFace[i]!;
      const kept = light[i]! + colour * (out[i]! - even[i]!);
      out[i] = share[i]! * (kept + detail * (plane[i]! - kept) - onFace[i]! * cast) + ghosts[i]! * error[i]!;
    }
    if (mouth && taken) mixInMouth(out, modelsOwn(edited.subarray(c * out.length, (c + 1) * out.length), plane, error, sizePx), mouth.ring, taken, sizePx);
    limitSlope(out, limit, sizePx);
    for (let i = 0, to = c; i < out.length; i++, to += 4) data[to] = out[i]!;
  }
  for (let i = 0; i < lines.length; i++) data[i * 4 + 3] = taken ? withGrain(lines[i]!, taken[i]!, ground.contrast[i]!) : lines[i]!;
  return { widthPx: sizePx, heightPx: sizePx, channels: 4, data };
}

/**
 * Where the change takes a feature's place (teeth appear, lips close) the photo's own would show through as a ghost: the share of
 * the lines finer than the crop that goes, and of the error of reconstruction that goes with the coarser ones. Where it only
 * shades a feature (eyes that a smile narrows) that stays as it is: it is sharper than the model's.
 */
function lineShares(contrast: Float32Array, strength: Float32Array, { mask, depth }: FaceRegion, sizePx: number, detail: number): { readonly lines: Float32Array; readonly ghosts: Float32Array } {
  const wide = blurPlane(dilatePlane(strength, sizePx), sizePx);
  const lines = new Float32Array(wide.length);
  const ghosts = new Float32Array(wide.length);
  for (let i = 0; i < lines.length; i++) {
    const change = wide[i]!;
    let line = 0;
    let ghost = 0;
    // Most of a face changes too little for any of this.
    if (change > GHOSTS_GO_FROM[0]) {
      const around = contrast[i]!;
      const replaced = rise(REPLACED_FROM, change / Math.max(1, around)) * smoothstep((depth[i]! - FADED_IN) / LINES_FEATHER);
      ghost = replaced * rise(GHOSTS_GO_FROM, change) * rise(GHOSTS_FROM, around);
      line = Math.max(replaced * rise(LINES_GO_FROM, change), ghost);
    }
    lines[i] = mask[i]! * (line + detail * (1 - line));
    ghosts[i] = mask[i]! * (ghost + detail * (1 - ghost));
  }
  return { lines, ghosts };
}

/** The share of the lines that goes where a mouth is taken, and above 1 that of the grain: teeth's outlines are as faint as pores. */
function withGrain(line: number, taken: number, contrast: number): number {
  return Math.max(line, taken) + rise(GRAIN_GOES_FROM, taken) * rise(GHOSTS_FROM, contrast);
}

/** A channel of the model's picture less the photo, without the decoder's weave: `edited` is in [-1,1], all else in 8-bit steps. */
function modelsOwn(edited: Float32Array, change: Float32Array, error: Float32Array, sizePx: number): Float32Array {
  const own = unwovenPlane(edited, sizePx);
  for (let i = 0; i < own.length; i++) own[i] = (own[i]! - edited[i]!) * 127.5 + change[i]! + error[i]!;
  return own;
}

/** The model's own as far as it is taken, in the colours of the skin around it. */
function mixInMouth(out: Float32Array, own: Float32Array, ring: Float32Array, taken: Float32Array, sizePx: number): void {
  const fit = ringFit(out.map((value, i) => value - own[i]!), ring, sizePx);
  for (let i = 0; i < out.length; i++) if (taken[i]! > 0) out[i] = out[i]! + taken[i]! * (own[i]! + fit[i]! - out[i]!);
}

/** The share of the change that comes in: less where the mask fades, and off the face where the change is too small to be meant. */
function meantShare(strength: Float32Array, { mask, outside }: FaceRegion, detail: number): Float32Array {
  return mask.map((m, i) => m * (1 - (1 - detail) * smoothstep(outside[i]! / OFF_FACE) * (1 - rise(MEANT_FROM, strength[i]!))));
}

/** Where the face is, 1 inside the contour and less outside it and with more `detail`; nowhere without a contour. */
function faceShare({ outside }: FaceRegion, detail: number): Float32Array {
  const hasContour = outside.some((distance) => distance > 0);
  return outside.map((distance) => (hasContour ? (1 - detail) * (1 - smoothstep(distance / OFF_FACE)) : 0));
}

/** Mean of `a - b` under weights; 0 without any. */
function meanDifference(a: Float32Array, b: Float32Array, weights: Float32Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < a.length; i++) {
    sum += weights[i]! * (a[i]! - b[i]!);
    total += weights[i]!;
  }
  return total > 0 ? sum / total : 0;
}

function differencePlanes(a: Float32Array, b: Float32Array, sizePx: number): Planes {
  const area = sizePx * sizePx;
  const plane = (c: number): Float32Array => {
    const out = new Float32Array(area);
    for (let i = 0, j = c * area; i < area; i++, j++) out[i] = (a[j]! - b[j]!) * 127.5;
    return out;
  };
  return [plane(0), plane(1), plane(2)];
}

/** How large the change is about each pixel, in 8-bit steps. */
function strengthOf([r, g, b]: Planes, sizePx: number): Float32Array {
  return smooth(r.map((value, i) => Math.max(Math.abs(value), Math.abs(g[i]!), Math.abs(b[i]!))), sizePx);
}

/** How much the photo's light varies about each pixel, in 8-bit steps. */
function contrastOf(crop: Float32Array, sizePx: number): Float32Array {
  const area = sizePx * sizePx;
  const light = lumaOf([crop.subarray(0, area), crop.subarray(area, 2 * area), crop.subarray(2 * area)]);
  const brightest = dilatePlane(light, sizePx);
  const darkest = dilatePlane(light.map((value) => -value), sizePx);
  return blurPlane(dilatePlane(brightest.map((value, i) => (value + darkest[i]!) * 127.5), sizePx), sizePx);
}

/** Weights of Rec. 601. */
function lumaOf([r, g, b]: Planes): Float32Array {
  return r.map((value, i) => 0.299 * value + 0.587 * g[i]! + 0.114 * b[i]!);
}

function smooth(plane: Float32Array, sizePx: number): Float32Array {
  return blurPlane(blurPlane(plane, sizePx), sizePx);
}
