import { fullScale, addSteps, type RgbaImage, type Samples } from './image.ts';
import { patchSamples, type PatchFrame } from './patch.ts';
import type { FloatImage } from './resample.ts';
import { warpToPatch } from './warp.ts';

/** Everything about a patch that does not depend on the edit. */
export interface PatchBase {
  readonly frame: PatchFrame;
  /** The picture's samples, `[H,W,4]` at its own depth. */
  readonly samples: Samples;
  /** input - W^-1(up(x)): the picture's lines that are finer than the crop, `[H,W,3]` float32 in 8-bit steps. */
  readonly fineLines: Float32Array<ArrayBuffer>;
}

/** Lines this faint are grain and pores, which stay even where the photo's lines go: a patch without them would look painted. */
const GRAIN_STEPS = 5;
/** How much of it goes where not even grain is to stay. */
const GRAIN_GOES = 0.7;

/**
 * Builds the edit-independent half of a composite from the crop `[1,3,S,S]` float32 NCHW in [-1,1].
 * `samples`, `[H,W,4]` at the picture's depth, are the picture's own unless another face's edit lies beneath this one.
 */
export function patchBase(picture: RgbaImage, frame: PatchFrame, crop: Float32Array, sizePx: number, samples: Samples = patchSamples(picture, frame)): PatchBase {
  const fineLines = new Float32Array(frame.widthPx * frame.heightPx * 3);
  const toStep = 255 / fullScale(samples);
  warpToPatch(inSteps(crop, sizePx), frame, (y, row) => {
    for (let x = 0, p = y * frame.widthPx; x < frame.widthPx; x++, p++) {
      for (let c = 0; c < 3; c++) fineLines[p * 3 + c] = samples[p * 4 + c]! * toStep - row[x * 3 + c]!;
    }
  });
  return { frame, samples, fineLines };
}

/**
 * The patch with the edit in it (design section 2): out = input + W^-1(up(d)) - W^-1(up(w)) F, where the change is d and w as
 * `faceChange` makes them and F is the fine lines, but for the grain as far as `detail` leaves it; `[H,W,4]` at the picture's depth. With
 * slopes A (`edgeSlopes`) the change is d + A F: its edges are the picture's.
 */
export function composite({ frame, samples, fineLines }: PatchBase, change: FloatImage, detail: number): Samples {
  const evenGrain = GRAIN_STEPS * (1 - detail);
  const out = samples.slice();
  const { widthPx } = frame;
  const { channels } = change;
  const hasSlopes = channels > 4;
  const line = new Float32Array(widthPx * 3);
  warpToPatch(change, frame, (y, row) => {
    for (let x = 0, i = 0, j = y * widthPx * 3, k = 0; x < widthPx; x++, i += 3, j += 3, k += channels) {
      line[i] = row[k]!;
      line[i + 1] = row[k + 1]!;
      line[i + 2] = row[k + 2]!;
      if (hasSlopes) addAlong(line, i, row, k + 4, fineLines, j);
      // The cubic overshoots; a weight outside [0,1] would sharpen or invert the lines.
      const share = row[k + 3]!;
      const w = Math.min(1, share);
      if (w <= 0) continue;
      const grain = evenGrain * (1 - GRAIN_GOES * Math.max(0, Math.min(1, share - 1)));
      line[i] = line[i]! - w * beyond(fineLines[j]!, grain);
      line[i + 1] = line[i + 1]! - w * beyond(fineLines[j + 1]!, grain);
      line[i + 2] = line[i + 2]! - w * beyond(fineLines[j + 2]!, grain);
    }
    addSteps(out, y * widthPx * 4, line);
  });
  return out;
}

/** Adds to a place's change what its nine slopes make of the place's fine lines. */
function addAlong(change: Float32Array, to: number, slopes: Float32Array, at: number, lines: Float32Array, from: number): void {
  for (let c = 0, k = at; c < 3; c++, k += 3) {
    change[to + c] = change[to + c]! + slopes[k]! * lines[from]! + slopes[k + 1]! * lines[from + 1]! + slopes[k + 2]! * lines[from + 2]!;
  }
}

/** The crop as `[S,S,3]` in 8-bit steps. */
function inSteps(crop: Float32Array, sizePx: number): FloatImage {
  const area = sizePx * sizePx;
  const data = new Float32Array(3 * area);
  for (let c = 0; c < 3; c++) {
    for (let i = 0; i < area; i++) data[i * 3 + c] = (crop[c * area + i]! + 1) * 127.5;
  }
  return { widthPx: sizePx, heightPx: sizePx, channels: 3, data };
}

/** The part of a line that stands out of the grain. */
function beyond(line: number, grain: number): number {
  return line > grain ? line - grain : line < -grain ? line + grain : 0;
}
