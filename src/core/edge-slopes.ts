/** How far about a place its change is compared with its colours, in cells of the crop; the teacher of hair has the same. */
const REACH = 3;

/** Variance of colours, in squared 8-bit steps, below which they tell nothing: 0.004 of [-1,1] squared, as there. */
const EVEN = 65;

/** Slopes a place: the change of red, green and blue, each by the crop's red, green and blue. */
export const SLOPES = 9;

/**
 * By how much a change [3 planes of S x S, 8-bit steps] follows the crop's colours `[1,3,S,S]` about every place, `[S,S,9]`: the slopes of
 * its linear fit to them (He, Sun, Tang, "Guided Image Filtering", 2010, equations 19 to 21). What a photo has of finer lines than the
 * crop, times these slopes, is what the change misses of its own edges (He, Sun, "Fast Guided Filter", 2015).
 */
export function edgeSlopes(crop: Float32Array, change: readonly Float32Array[], sizePx: number): Float32Array<ArrayBuffer> {
  const area = sizePx * sizePx;
  const near = (plane: Float32Array): Float32Array => boxMean(plane, sizePx);
  const product = (a: Float32Array, b: Float32Array): Float32Array => near(Float32Array.from(a, (value, i) => value * b[i]!));
  const colours = [0, 1, 2].map((c) => Float32Array.from(crop.subarray(c * area, (c + 1) * area), (value) => value * 127.5));
  const means = colours.map(near);
  const changeMeans = change.map(near);
  const squares = [[0, 0], [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]].map(([a, b]) => product(colours[a!]!, colours[b!]!));
  const crossed = change.map((plane) => colours.map((colour) => product(colour, plane)));
  const slopes = Array.from({ length: SLOPES }, () => new Float32Array(area));
  for (let i = 0; i < area; i++) {
    const [r, g, b] = [means[0]![i]!, means[1]![i]!, means[2]![i]!];
    const solve = symmetricSolver(
      squares[0]![i]! - r * r + EVEN, squares[1]![i]! - r * g, squares[2]![i]! - r * b,
      squares[3]![i]! - g * g + EVEN, squares[4]![i]! - g * b, squares[5]![i]! - b * b + EVEN,
    );
    for (let c = 0; c < 3; c++) {
      const mean = changeMeans[c]![i]!;
      const slope = solve(crossed[c]![0]![i]! - r * mean, crossed[c]![1]![i]! - g * mean, crossed[c]![2]![i]! - b * mean);
      for (let j = 0; j < 3; j++) slopes[c * 3 + j]![i] = slope[j]!;
    }
  }
  const out = new Float32Array(area * SLOPES);
  for (const [k, plane] of slopes.entries()) {
    const even = near(plane);
    for (let i = 0; i < area; i++) out[i * SLOPES + k] = even[i]!;
  }
  return out;
}

type Three = readonly [number, number, number];

/** Solves `[[a,b,c],[b,d,e],[c,e,f]] x = v` for one v after the other, by the adjugate. */
function symmetricSolver(a: number, b: number, c: number, d: number, e: number, f: number): (x: number, y: number, z: number) => Three {
  const [p, q, r, s, t, u] = [d * f - e * e, c * e - b * f, b * e - c * d, a * f - c * c, b * c - a * e, a * d - b * b];
  const scale = 1 / (a * p + b * q + c * r);
  return (x, y, z) => [scale * (p * x + q * y + r * z), scale * (q * x + s * y + t * z), scale * (r * x + t * y + u * z)];
}

/** Every place's mean over the square about it, the border held. */
function boxMean(plane: Float32Array, sizePx: number): Float32Array {
  return boxRows(boxRows(plane, sizePx), sizePx);
}

/** Means along rows, turned on its side: twice is both ways. */
function boxRows(plane: Float32Array, sizePx: number): Float32Array {
  const out = new Float32Array(plane.length);
  const last = sizePx - 1;
  for (let row = 0; row < sizePx; row++) {
    const at = (x: number): number => plane[row * sizePx + Math.min(last, Math.max(0, x))]!;
    let sum = 0;
    for (let x = -REACH; x <= REACH; x++) sum += at(x);
    for (let x = 0; x < sizePx; x++) {
      out[x * sizePx + row] = sum / (2 * REACH + 1);
      sum += at(x + REACH + 1) - at(x - REACH);
    }
  }
  return out;
}
