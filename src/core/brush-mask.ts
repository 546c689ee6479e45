import { AppError } from './app-error.ts';
import { toSample, fullScale, type Samples } from './image.ts';
import { smoothstep } from './mask.ts';
import type { PatchFrame } from './patch.ts';

/** Cells of a mask along each side of the face's square: a cell is two pixels of the largest shipped model's crop. */
export const MASK_CELLS = 128;

const AREA = MASK_CELLS * MASK_CELLS;
const LONGEST_RUN = 256;

/** Where a face's edit is seen: `[MASK_CELLS,MASK_CELLS]` row-major over its square, 0 the original, 255 the edit, bilinear between the cells' centres. */
export type BrushMask = Uint8Array<ArrayBuffer>;

/** A mask that lets all of an edit be seen. */
export function openMask(): BrushMask {
  return new Uint8Array(AREA).fill(255);
}

/** A mask as text: base64 of pairs of bytes, a value and how often it follows itself; undefined for one that lets all be seen. */
export function maskText(mask: BrushMask): string | undefined {
  if (mask.every((value) => value === 255)) return undefined;
  let pairs = '';
  for (let i = 0; i < AREA;) {
    let run = 1;
    while (run < LONGEST_RUN && i + run < AREA && mask[i + run] === mask[i]) run++;
    pairs += String.fromCharCode(mask[i]!, run - 1);
    i += run;
  }
  return btoa(pairs);
}

/**
 * A mask from its text.
 * @throws AppError `mask-invalid`
 */
export function readMask(text: string): BrushMask {
  const mask = new Uint8Array(AREA);
  let filled = 0;
  const pairs = bytesOf(text);
  for (let i = 0; i + 1 < pairs.length && filled <= AREA; i += 2) {
    const run = pairs.charCodeAt(i + 1) + 1;
    mask.fill(pairs.charCodeAt(i), filled, filled + run);
    filled += run;
  }
  if (filled !== AREA || pairs.length % 2 !== 0) throw invalidMask(`runs of ${AREA} cells in all`, `${filled}`);
  return mask;
}

function bytesOf(text: string): string {
  try {
    return atob(text);
  } catch (cause) {
    throw invalidMask('base64', `"${text.slice(0, 20)}"`, cause);
  }
}

function invalidMask(expected: string, received: string, cause?: unknown): AppError {
  return new AppError({ code: 'mask-invalid', cause, message: `Expected ${expected} for a brush's mask but received ${received}.`, recovery: 'Take the mask out, or paint it anew in the editor.' });
}

/** Where a brush is: in shares of the square's side from its corner, and its radius in such shares. */
export interface BrushPoint {
  readonly u: number;
  readonly v: number;
  readonly radius: number;
}

/**
 * Widens what a stroke covers, `[MASK_CELLS,MASK_CELLS]` in [0,1], by its way between two points: wholly near it, less over the outer
 * `feather`, a share of the radius. Where a stroke crosses itself it covers no more than once.
 */
export function coverLine(covered: Float32Array, from: BrushPoint, to: BrushPoint, feather: number): void {
  const radius = Math.max(from.radius, to.radius);
  const [left, right] = cellsBetween(Math.min(from.u, to.u) - radius, Math.max(from.u, to.u) + radius);
  const [top, bottom] = cellsBetween(Math.min(from.v, to.v) - radius, Math.max(from.v, to.v) + radius);
  const du = to.u - from.u;
  const dv = to.v - from.v;
  const squared = du * du + dv * dv;
  for (let y = top; y <= bottom; y++) {
    const v = (y + 0.5) / MASK_CELLS;
    for (let x = left; x <= right; x++) {
      const u = (x + 0.5) / MASK_CELLS;
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((u - from.u) * du + (v - from.v) * dv) / squared));
      const reach = from.radius + along * (to.radius - from.radius);
      const distance = Math.hypot(u - from.u - along * du, v - from.v - along * dv);
      const share = distance >= reach ? 0 : feather <= 0 ? 1 : smoothstep((1 - distance / reach) / feather);
      const i = y * MASK_CELLS + x;
      if (share > covered[i]!) covered[i] = share;
    }
  }
}

/** The cells whose centres may lie between two places. */
function cellsBetween(from: number, to: number): readonly [number, number] {
  return [Math.max(0, Math.floor(from * MASK_CELLS)), Math.min(MASK_CELLS - 1, Math.ceil(to * MASK_CELLS))];
}

/** A mask as a stroke leaves it: where it covers, nearer to the value that it paints, 0 to release and 255 to keep. */
export function paintedMask(mask: BrushMask, covered: Float32Array, value: 0 | 255): BrushMask {
  return mask.map((before, i) => Math.round(before + covered[i]! * (value - before)));
}

/**
 * Takes samples `[H,W,4]` of a patch back to what they were `before`, in place, as far as a mask says: exactly where it is 0 all
 * about a pixel. Where it is 255 nothing happens.
 */
export function releaseBy(mask: BrushMask, samples: Samples, before: Samples, { widthPx, heightPx, toCrop }: PatchFrame): void {
  const { uX, uY, u0, vX, vY, v0 } = toCrop;
  const full = fullScale(samples);
  for (let y = 0, i = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, i += 4) {
      const kept = maskAt(mask, uX * x + uY * y + u0, vX * x + vY * y + v0);
      if (kept === 255) continue;
      for (let c = i; c < i + 3; c++) samples[c] = kept === 0 ? before[c]! : toSample(before[c]! + (kept / 255) * (samples[c]! - before[c]!), full);
    }
  }
}

/** The mask between its cells' centres, edges held. */
function maskAt(mask: BrushMask, u: number, v: number): number {
  const last = MASK_CELLS - 1;
  const x = Math.min(last, Math.max(0, u * MASK_CELLS - 0.5));
  const y = Math.min(last, Math.max(0, v * MASK_CELLS - 0.5));
  const x0 = Math.min(last - 1, Math.trunc(x));
  const y0 = Math.min(last - 1, Math.trunc(y));
  const i = y0 * MASK_CELLS + x0;
  const above = mask[i]! + (x - x0) * (mask[i + 1]! - mask[i]!);
  const below = mask[i + MASK_CELLS]! + (x - x0) * (mask[i + MASK_CELLS + 1]! - mask[i + MASK_CELLS]!);
  return above + (y - y0) * (below - above);
}
