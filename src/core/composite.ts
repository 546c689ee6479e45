import type { CropSquare } from './geometry.ts';
import { addSteps, fullScale, type RgbaImage, type Samples } from './image.ts';
import { smoothstep, squareMask } from './mask.ts';
import { patchSamples, type PatchFrame } from './patch.ts';
import type { FloatImage } from './resample.ts';
import { warpToPatch } from './warp.ts';

/** Everything about a patch that does not depend on the edit. */
export interface PatchBase {
  readonly frame: PatchFrame;
  /** The picture's samples, `[H,W,4]` at its own depth. */
  readonly samples: Samples;
  /** `[H,W]` float32 in [0,1] */
  readonly mask: Float32Array<ArrayBuffer>;
  /** input - W^-1(up(x)): the picture's lines that are finer than the crop, `[H,W,3]` float32 in 8-bit steps. */
  readonly fineLines: Float32Array<ArrayBuffer>;
  /** x, `[1,3,S,S]` float32 NCHW in [-1,1]. */
  readonly crop: Float32Array;
  /** S */
  readonly cropSizePx: number;
}

/** Change in 8-bit steps below which the photo's own fine lines stay, and above which they go. */
const KEEP_LINES_BELOW = 18;
const DROP_LINES_ABOVE = 60;
/** Change below which its own pixel-scale structure counts as noise, and above which as edges. */
const BLUR_NOISE_BELOW = 10;
const KEEP_EDGES_ABOVE = 35;

/** Builds the edit-independent half of a composite from the crop `[1,3,S,S]` float32 NCHW in [-1,1]. */
export function patchBase(picture: RgbaImage, square: CropSquare, frame: PatchFrame, crop: Float32Array, cropSizePx: number): PatchBase {
  const samples = patchSamples(picture, frame);
  const mask = squareMask(frame, square, picture);
  const fineLines = new Float32Array(mask.length * 3);
  const toStep = 255 / fullScale(samples);
  warpToPatch(interleave(crop, cropSizePx, toSteps), frame, (y, row) => {
    for (let x = 0, p = y * frame.widthPx; x < frame.widthPx; x++, p++) {
      for (let c = 0; c < 3; c++) fineLines[p * 3 + c] = samples[p * 4 + c]! * toStep - row[x * 3 + c]!;
    }
  });
  return { frame, samples, mask, fineLines, crop, cropSizePx };
}

/**
 * The patch with the edit in it (design section 2): out = input + m (W^-1(up(d)) - w (input - W^-1(up(x)))), `[H,W,4]` at the
 * picture's depth. With `detail` 0 that is `preserve`: d is the change and w rises only where it is large; with 1 it is `replace`:
 * d = G(x,s~) - x and w = 1. Between, d and w are mixed, which mixes the two pictures.
 * `edited` and `reconstruction` are `[1,3,S,S]` float32 NCHW in [-1,1].
 */
export function composite(base: PatchBase, edited: Float32Array, reconstruction: Float32Array, detail: number): Samples {
  const { frame: { widthPx }, samples, mask, fineLines, crop, cropSizePx } = base;
  const difference = (from: Float32Array): FloatImage => interleave(edited, cropSizePx, (value, i) => (value - from[i]!) * 127.5);
  const change = refineChange(difference(reconstruction));
  const out = samples.slice();
  const line = new Float32Array(widthPx * 3);
  warpToPatch(detail === 0 ? change : mix(change, difference(crop), detail), base.frame, (y, row) => {
    for (let x = 0, p = y * widthPx, i = 0, j = p * 3; x < widthPx; x++, p++, i += 3, j += 3) {
      const m = mask[p]!;
      // The cubic overshoots; a weight outside [0,1] would sharpen or invert the lines.
      const w = m * Math.min(1, Math.max(0, row[x * 4 + 3]!));
      line[i] = m * row[x * 4]! - w * fineLines[j]!;
      line[i + 1] = m * row[x * 4 + 1]! - w * fineLines[j + 1]!;
      line[i + 2] = m * row[x * 4 + 2]! - w * fineLines[j + 2]!;
    }
    addSteps(out, y * widthPx * 4, line);
  });
  return out;
}

/** Mixes a refined change `[S,S,4]` with a plain one `[S,S,3]` whose w is 1. */
function mix(refined: FloatImage, plain: FloatImage, share: number): FloatImage {
  const data = refined.data.map((value, i) => value + share * ((i % 4 === 3 ? 1 : plain.data[(i >> 2) * 3 + (i % 4)]!) - value));
  return { ...refined, data };
}

function toSteps(value: number): number {
  return (value + 1) * 127.5;
}

/** Planes `[3,S,S]` to `[S,S,3]`, each value passed through `convert` with its index into the planes. */
function interleave(planes: Float32Array, sizePx: number, convert: (value: number, index: number) => number): FloatImage {
  const area = sizePx * sizePx;
  const data = new Float32Array(3 * area);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < area; i++) data[i * 3 + c] = convert(planes[c * area + i]!, c * area + i);
  }
  return { widthPx: sizePx, heightPx: sizePx, channels: 3, data };
}

/**
 * Makes the change fit to be added to a photo, `[S,S,3]` to `[S,S,4]`. Where it is small, its pixel-scale noise (which a
 * generator leaves everywhere) is blurred away; where it is large (teeth appear, lips close), w in [0,1] rises, because
 * there the photo's own fine lines would show through as ghosts.
 */
function refineChange(change: FloatImage): FloatImage {
  const { widthPx: size, data } = change;
  const smooth = blur(blur(data, size, 3), size, 3);
  const magnitude = new Float32Array(size * size);
  for (let i = 0; i < magnitude.length; i++) magnitude[i] = Math.max(Math.abs(data[i * 3]!), Math.abs(data[i * 3 + 1]!), Math.abs(data[i * 3 + 2]!));
  const strength = blur(blur(magnitude, size, 1), size, 1);
  const out = new Float32Array(size * size * 4);
  for (let i = 0; i < magnitude.length; i++) {
    const sharp = smoothstep((strength[i]! - BLUR_NOISE_BELOW) / (KEEP_EDGES_ABOVE - BLUR_NOISE_BELOW));
    for (let c = 0; c < 3; c++) out[i * 4 + c] = smooth[i * 3 + c]! + sharp * (data[i * 3 + c]! - smooth[i * 3 + c]!);
    out[i * 4 + 3] = smoothstep((strength[i]! - KEEP_LINES_BELOW) / (DROP_LINES_ABOVE - KEEP_LINES_BELOW));
  }
  return { widthPx: size, heightPx: size, channels: 4, data: out };
}

/** 3 x 3 mean per channel, edges held: at 64 px a lip is three pixels high, so a wider blur would reach past it. */
function blur(samples: Float32Array, size: number, channels: number): Float32Array {
  const out = new Float32Array(samples.length);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      for (let dy = -1; dy <= 1; dy++) {
        const row = Math.min(size - 1, Math.max(0, y + dy)) * size;
        for (let dx = -1; dx <= 1; dx++) {
          const from = (row + Math.min(size - 1, Math.max(0, x + dx))) * channels;
          const to = (y * size + x) * channels;
          for (let c = 0; c < channels; c++) out[to + c] = out[to + c]! + samples[from + c]! / 9;
        }
      }
    }
  }
  return out;
}
