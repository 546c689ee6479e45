import { fullScale, isOpaque, toSample, type Samples } from './image.ts';
import type { PatchFrame } from './patch.ts';
import { enlargePlane } from './plane.ts';
import type { FloatImage } from './resample.ts';
import { warpToPatch } from './warp.ts';

/** How far a flow reaches in the crop, in shares of its side; models/training/networks.py has the same. */
export const FLOW_REACH = 0.1;

/** A move of less than this many pixels of the patch is none. */
const UNSEEN_MOVE_PX = 0.02;

/** Samples that moved ones are taken from, `[heightPx,widthPx,4]`, and where in them the patch begins. */
export interface FlowSource {
  readonly samples: Samples;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly topPx: number;
}

/**
 * A model's flow `[1,2,C,C]`, which says from how far right and down in the crop each place is taken, in shares of its side, as
 * far as the mask `[S,S]` lets it: `[S,S,2]`.
 */
export function flowWithin(flow: Float32Array, mask: Float32Array): FloatImage {
  const sizePx = Math.sqrt(mask.length);
  const cells = Math.sqrt(flow.length / 2);
  const planes = [0, 1].map((c) => enlargePlane(flow.subarray(c * cells * cells, (c + 1) * cells * cells), cells, sizePx));
  const data = new Float32Array(mask.length * 2);
  for (const [c, plane] of planes.entries()) {
    for (let i = 0; i < mask.length; i++) data[i * 2 + c] = plane[i]! * mask[i]!;
  }
  return { widthPx: sizePx, heightPx: sizePx, channels: 2, data };
}

/** The crop `[1,3,S,S]` float32 NCHW with every place taken from where the flow says, bilinear, edges held. */
export function flownCrop(crop: Float32Array, { widthPx: sizePx, data }: FloatImage): Float32Array<ArrayBuffer> {
  const area = sizePx * sizePx;
  const last = sizePx - 1;
  const out = new Float32Array(crop.length);
  for (let i = 0, column = 0, line = 0; i < area; i++, column++) {
    if (column === sizePx) {
      column = 0;
      line++;
    }
    const u = Math.min(last, Math.max(0, column + data[i * 2]! * sizePx));
    const v = Math.min(last, Math.max(0, line + data[i * 2 + 1]! * sizePx));
    const x = Math.min(last - 1, Math.trunc(u));
    const y = Math.min(last - 1, Math.trunc(v));
    const across = u - x;
    const down = v - y;
    for (let c = 0, at = y * sizePx + x; c < 3; c++, at += area) {
      const above = crop[at]! + across * (crop[at + 1]! - crop[at]!);
      const below = crop[at + sizePx]! + across * (crop[at + sizePx + 1]! - crop[at + sizePx]!);
      out[c * area + i] = above + down * (below - above);
    }
  }
  return out;
}

/**
 * A patch's samples with every pixel's colour taken from where the flow `[S,S,2]` says (Catmull-Rom, colours weighted by their
 * alpha): the picture's own pixels moved, as sharp as they are. Alpha stays where it is.
 */
export function flownSamples(source: FlowSource, frame: PatchFrame, flow: FloatImage): Samples {
  const { samples, widthPx, topPx } = source;
  const from = topPx * widthPx * 4;
  const out = samples.slice(from, from + frame.widthPx * frame.heightPx * 4);
  const { uX, uY, vX, vY } = frame.toCrop;
  const determinant = uX * vY - uY * vX;
  const pick = picker(source, out);
  warpToPatch(flow, frame, (y, row) => {
    for (let x = 0; x < frame.widthPx; x++) {
      const du = row[x * 2]!;
      const dv = row[x * 2 + 1]!;
      const dx = (vY * du - uY * dv) / determinant;
      const dy = (uX * dv - vX * du) / determinant;
      if (Math.abs(dx) + Math.abs(dy) > UNSEEN_MOVE_PX) pick(x + dx, topPx + y + dy, (y * frame.widthPx + x) * 4);
    }
  });
  return out;
}

/** Writes the source's colour at a place between its pixels to `out`. */
function picker(source: FlowSource, out: Samples): (x: number, y: number, to: number) => void {
  const { samples, widthPx, heightPx } = source;
  const full = fullScale(samples);
  const fromClear = clearPicker(source, out, full);
  if (!isOpaque(samples)) return fromClear;
  const stride = widthPx * 4;
  const down = new Float64Array(4);
  // Most of a frame's moved pixels: no alpha to weigh by, no border to hold.
  return (x, y, to) => {
    const column = Math.floor(x) - 1;
    const line = Math.floor(y) - 1;
    if (column < 0 || line < 0 || column + 3 >= widthPx || line + 3 >= heightPx) {
      fromClear(x, y, to);
      return;
    }
    const t = x - column - 1;
    const wa = firstTap(t);
    const wb = secondTap(t);
    const wc = secondTap(1 - t);
    const wd = firstTap(1 - t);
    setTaps(down, y - line - 1);
    let r = 0;
    let g = 0;
    let b = 0;
    for (let j = 0, at = (line * widthPx + column) * 4; j < 4; j++, at += stride) {
      const weight = down[j]!;
      r += weight * (wa * samples[at]! + wb * samples[at + 4]! + wc * samples[at + 8]! + wd * samples[at + 12]!);
      g += weight * (wa * samples[at + 1]! + wb * samples[at + 5]! + wc * samples[at + 9]! + wd * samples[at + 13]!);
      b += weight * (wa * samples[at + 2]! + wb * samples[at + 6]! + wc * samples[at + 10]! + wd * samples[at + 14]!);
    }
    out[to] = toSample(r, full);
    out[to + 1] = toSample(g, full);
    out[to + 2] = toSample(b, full);
  };
}

/** The same for any samples: colours weighted by their alpha, the picture's border held. */
function clearPicker({ samples, widthPx, heightPx }: FlowSource, out: Samples, full: number): (x: number, y: number, to: number) => void {
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  return (x, y, to) => {
    const column = Math.floor(x);
    const line = Math.floor(y);
    setTaps(across, x - column);
    setTaps(down, y - line);
    let [r, g, b, total] = [0, 0, 0, 0];
    for (let j = 0; j < 4; j++) {
      const row = Math.min(heightPx - 1, Math.max(0, line - 1 + j)) * widthPx;
      for (let i = 0; i < 4; i++) {
        const at = (row + Math.min(widthPx - 1, Math.max(0, column - 1 + i))) * 4;
        const weight = across[i]! * down[j]! * samples[at + 3]!;
        r += weight * samples[at]!;
        g += weight * samples[at + 1]!;
        b += weight * samples[at + 2]!;
        total += weight;
      }
    }
    // Where nothing opaque lies, the colour stays what it was.
    if (total < full / 16) return;
    out[to] = toSample(r / total, full);
    out[to + 1] = toSample(g / total, full);
    out[to + 2] = toSample(b / total, full);
  };
}

/** Weights of the Catmull-Rom kernel for the four samples about a place, `t` on from the second. */
function setTaps(taps: Float64Array, t: number): void {
  taps[0] = firstTap(t);
  taps[1] = secondTap(t);
  taps[2] = secondTap(1 - t);
  taps[3] = firstTap(1 - t);
}

function firstTap(t: number): number {
  return ((2 - t) * t - 1) * t / 2;
}

function secondTap(t: number): number {
  return ((3 * t - 5) * t * t + 2) / 2;
}
