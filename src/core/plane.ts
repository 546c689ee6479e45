/** 3 x 3 mean of a plane `[S,S]`, edges held: at 64 px a lip is three pixels high, so a wider one would reach past it. */
export function blurPlane(plane: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      across[i] = (plane[x > 0 ? i - 1 : i]! + plane[i]! + plane[x < size - 1 ? i + 1 : i]!) / 3;
    }
  }
  const out = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < size; y++) {
    const up = y > 0 ? size : 0;
    const down = y < size - 1 ? size : 0;
    for (let x = 0; x < size; x++, i++) out[i] = (across[i - up]! + across[i]! + across[i + down]!) / 3;
  }
  return out;
}

/**
 * A plane `[S,S]` without what alternates from pixel to pixel, across or down, edges held. The weights -1, 4, 10, 4, -1 of 16
 * sum to 0 over that, to 1 over a constant, and leave three quarters of what alternates in pairs.
 */
export function unwovenPlane(plane: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(plane.length);
  const out = new Float32Array(plane.length);
  for (let n = 0; n < size; n++) unweaveLine(plane, across, n * size, 1, size);
  for (let n = 0; n < size; n++) unweaveLine(across, out, n, size, size);
  return out;
}

/** One row or column of `size` values, `step` apart from `start` on. */
function unweaveLine(from: Float32Array, to: Float32Array, start: number, step: number, size: number): void {
  const end = start + (size - 1) * step;
  let [before, last, here, next] = [from[start]!, from[start]!, from[start]!, from[Math.min(end, start + step)]!];
  for (let i = start; i <= end; i += step) {
    const after = from[Math.min(end, i + 2 * step)]!;
    to[i] = (10 * here + 4 * (last + next) - before - after) / 16;
    before = last;
    last = here;
    here = next;
    next = after;
  }
}

/** Largest value of each 3 x 3 neighbourhood of a plane `[S,S]`. */
export function dilatePlane(plane: Float32Array, size: number): Float32Array<ArrayBuffer> {
  const across = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) across[i] = Math.max(plane[x > 0 ? i - 1 : i]!, plane[i]!, plane[x < size - 1 ? i + 1 : i]!);
  }
  const out = new Float32Array(plane.length);
  for (let y = 0, i = 0; y < size; y++) {
    const up = y > 0 ? size : 0;
    const down = y < size - 1 ? size : 0;
    for (let x = 0; x < size; x++, i++) out[i] = Math.max(across[i - up]!, across[i]!, across[i + down]!);
  }
  return out;
}

/**
 * Lowers magnitudes of a plane `[S,S]` in place until none exceeds a neighbour's by more than `limit` (per pixel, where the
 * limit applies to the pixel that is lowered); diagonal neighbours lie the square root of two away. Signs stay, zeros stay.
 */
export function limitSlope(plane: Float32Array, limit: Float32Array, size: number): void {
  for (const sign of [1, -1]) {
    sweep(plane, limit, size, sign, 1);
    sweep(plane, limit, size, sign, -1);
  }
}

/** One pass of a distance transform over the values of one sign, from the first pixel on or from the last one back. */
function sweep(plane: Float32Array, limit: Float32Array, size: number, sign: number, direction: 1 | -1): void {
  const last = size - 1;
  for (let n = 0; n < size; n++) {
    const y = direction === 1 ? n : last - n;
    for (let m = 0; m < size; m++) {
      const i = y * size + (direction === 1 ? m : last - m);
      const value = plane[i]! * sign;
      const step = limit[i]!;
      // No change is so large that a step of its own size would limit it.
      if (value <= step / 2) continue;
      let most = value;
      if (m > 0) most = Math.min(most, above(plane[i - direction]! * sign, step));
      if (n > 0) {
        const before = i - direction * size;
        most = Math.min(most, above(plane[before]! * sign, step));
        if (m > 0) most = Math.min(most, above(plane[before - direction]! * sign, step * Math.SQRT2));
        if (m < last) most = Math.min(most, above(plane[before + direction]! * sign, step * Math.SQRT2));
      }
      plane[i] = most * sign;
    }
  }
}

/** How high a value may lie beside another: two of opposite signs share what may lie between them. */
function above(other: number, step: number): number {
  return other >= -step / 2 ? other + step : step / 2;
}

/** A plane `[from,from]` at another size, bilinear between the centres of its cells, edges held. */
export function enlargePlane(plane: Float32Array, from: number, to: number): Float32Array<ArrayBuffer> {
  const out = new Float32Array(to * to);
  const { first, second, part } = cellsAt(to, from);
  // Down before across: a row of cells is mixed once for all pixels of its line.
  const line = new Float64Array(from);
  for (let y = 0, i = 0; y < to; y++) {
    const above = first[y]! * from;
    const below = second[y]! * from;
    const down = part[y]!;
    for (let cell = 0; cell < from; cell++) line[cell] = plane[above + cell]! + down * (plane[below + cell]! - plane[above + cell]!);
    for (let x = 0; x < to; x++, i++) {
      const left = line[first[x]!]!;
      out[i] = left + part[x]! * (line[second[x]!]! - left);
    }
  }
  return out;
}

/** For each of the pixels along a side, the two of `count` cells between whose centres its own lies, and how far on from the first. */
function cellsAt(sizePx: number, count: number): { readonly first: Int32Array; readonly second: Int32Array; readonly part: Float64Array } {
  const [first, second, part] = [new Int32Array(sizePx), new Int32Array(sizePx), new Float64Array(sizePx)];
  for (let pixel = 0; pixel < sizePx; pixel++) {
    const at = Math.min(count - 1, Math.max(0, ((pixel + 0.5) * count) / sizePx - 0.5));
    first[pixel] = Math.floor(at);
    second[pixel] = Math.min(count - 1, first[pixel]! + 1);
    part[pixel] = at - first[pixel]!;
  }
  return { first, second, part };
}

/** A plane `[from,from]` at a smaller size: the mean of the pixels whose centres lie in each cell. */
export function shrinkPlane(plane: Float32Array, from: number, to: number): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(to * to);
  const counts = new Float32Array(to * to);
  const cellOf = Int32Array.from({ length: from }, (_, pixel) => Math.floor(((pixel + 0.5) * to) / from));
  for (let y = 0, i = 0; y < from; y++) {
    for (let x = 0; x < from; x++, i++) {
      const cell = cellOf[y]! * to + cellOf[x]!;
      sums[cell] = sums[cell]! + plane[i]!;
      counts[cell] = counts[cell]! + 1;
    }
  }
  return sums.map((sum, cell) => sum / counts[cell]!);
}
