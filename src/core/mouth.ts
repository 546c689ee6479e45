import { rise, smoothstep } from './mask.ts';
import { blurPlane, dilatePlane, enlargePlane, shrinkPlane } from './plane.ts';

/** Where mouths lie in an aligned crop, in shares of its side: the ellipse that reaches so far. */
export interface MouthWindow {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Mean change in the window's middle below which a mouth stays the photo's, and above which it is the model's, in 8-bit steps. */
const OPENS_FROM = [10, 18] as const;
/** The part of the half axes that is the middle. */
const MIDDLE = 0.5;
/** Change below which a place does not belong to the mouth that goes or comes, and above which it does. */
const MOVED_FROM = [10, 20] as const;
/** Cells along a side by which its shape is told. */
const CELLS = 64;
/** In cells: up to how far apart two moved places are one mouth, and how far beyond them the model's skin comes in. */
const GAP = 3;
const MARGIN = 2;

/** A mouth that is to be the model's. */
export interface ChangedMouth {
  /** How much of each pixel is the model's, `[S,S]`: even over the mouth, falling in the skin around it. */
  readonly share: Float32Array<ArrayBuffer>;
  /** Weights of the skin around it, by which colours are matched, in coarser cells. */
  readonly ring: Float32Array;
}

/**
 * The mouth that an edit opens or closes, by how large the change is about each pixel (`strength`, `[S,S]` in 8-bit steps);
 * undefined where it does neither. It is one patch: what happens to change little within it goes with the rest.
 */
export function changedMouth(strength: Float32Array, window: MouthWindow, sizePx: number): ChangedMouth | undefined {
  const side = Math.min(CELLS, sizePx);
  const change = shrinkPlane(strength, sizePx, side);
  const radii = radiiIn(window, side);
  const middle = change.filter((_, i) => radii[i]! < MIDDLE);
  const opens = rise(OPENS_FROM, middle.reduce((sum, value) => sum + value, 0) / Math.max(1, middle.length));
  if (opens === 0) return undefined;
  const moved = change.map((value, i) => rise(MOVED_FROM, value) * (1 - smoothstep((radii[i]! - 0.8) / 0.2)));
  // Grown over the gaps and shrunk again, but for the margin.
  const closed = repeated(erodePlane, repeated(dilatePlane, moved, GAP, side), GAP - MARGIN, side);
  const around = repeated(dilatePlane, closed, 2 * MARGIN, side);
  const soft = repeated(blurPlane, closed, 2 * MARGIN, side);
  return {
    share: enlargePlane(soft.map((value) => opens * smoothstep(value)), side, sizePx),
    ring: around.map((value, i) => value * (1 - closed[i]!)),
  };
}

/**
 * A constant and a slope each way, `[S,S]`, that come closest to `miss` along the ring, by least squares. A ring is about symmetric, so
 * that the slopes do not depend on each other.
 */
export function ringFit(miss: Float32Array, ring: Float32Array, sizePx: number): Float32Array<ArrayBuffer> {
  const side = Math.sqrt(ring.length);
  const cells = shrinkPlane(miss, sizePx, side);
  const total = Math.max(1e-6, ring.reduce((sum, weight) => sum + weight, 0));
  const meanOf = (valueAt: (column: number, row: number, cell: number) => number): number =>
    ring.reduce((sum, weight, cell) => (weight > 0 ? sum + weight * valueAt(cell % side, Math.floor(cell / side), cell) : sum), 0) / total;
  const [mean, midColumn, midRow] = [meanOf((_, __, cell) => cells[cell]!), meanOf((column) => column), meanOf((_, row) => row)];
  const across = meanOf((column, _, cell) => (column - midColumn) * (cells[cell]! - mean)) / Math.max(1, meanOf((column) => (column - midColumn) ** 2));
  const down = meanOf((_, row, cell) => (row - midRow) * (cells[cell]! - mean)) / Math.max(1, meanOf((_, row) => (row - midRow) ** 2));
  const perCell = side / sizePx;
  const out = new Float32Array(miss.length);
  for (let y = 0, i = 0; y < sizePx; y++) {
    const atRow = mean + down * ((y + 0.5) * perCell - 0.5 - midRow);
    for (let x = 0; x < sizePx; x++, i++) out[i] = atRow + across * ((x + 0.5) * perCell - 0.5 - midColumn);
  }
  return out;
}

/** Distance of each cell from the ellipse's centre, 1 on the ellipse. */
function radiiIn({ left, top, right, bottom }: MouthWindow, side: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, i) => Math.hypot(
    (2 * (((i % side) + 0.5) / side) - left - right) / (right - left),
    (2 * ((Math.floor(i / side) + 0.5) / side) - top - bottom) / (bottom - top),
  ));
}

function erodePlane(plane: Float32Array, size: number): Float32Array {
  return dilatePlane(plane.map((value) => -value), size).map((value) => -value);
}

function repeated(step: (plane: Float32Array, size: number) => Float32Array, plane: Float32Array, times: number, size: number): Float32Array {
  let out = plane;
  for (let n = 0; n < times; n++) out = step(out, size);
  return out;
}
