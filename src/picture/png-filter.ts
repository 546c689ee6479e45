/** PNG's filters that are tried: their number in the file, and the byte they predict from left, above and above left. */
const SUB = 1;
const UP = 2;
const PAETH = 4;

/**
 * Writes a row's filter number and its filtered bytes to `out`: of Sub, Up and Paeth the one with the smallest sum of
 * differences, guessed from every fourth pixel (the full sums take longer and save under 1 %).
 */
export function filterRow(row: Uint8Array, above: Uint8Array, pixelBytes: number, out: Uint8Array): void {
  const filter = bestFilter(row, above, pixelBytes);
  out[0] = filter;
  for (let i = 0; i < pixelBytes; i++) out[i + 1] = row[i]! - (filter === SUB ? 0 : above[i]!);
  if (filter === SUB) for (let i = pixelBytes; i < row.length; i++) out[i + 1] = row[i]! - row[i - pixelBytes]!;
  else if (filter === UP) for (let i = pixelBytes; i < row.length; i++) out[i + 1] = row[i]! - above[i]!;
  else for (let i = pixelBytes; i < row.length; i++) out[i + 1] = row[i]! - paeth(row[i - pixelBytes]!, above[i]!, above[i - pixelBytes]!);
}

function bestFilter(row: Uint8Array, above: Uint8Array, pixelBytes: number): number {
  let sub = 0;
  let up = 0;
  let both = 0;
  for (let start = pixelBytes; start + pixelBytes <= row.length; start += 4 * pixelBytes) {
    for (let i = start; i < start + pixelBytes; i++) {
      const value = row[i]!;
      const left = row[i - pixelBytes]!;
      sub += distance(value - left);
      up += distance(value - above[i]!);
      both += distance(value - paeth(left, above[i]!, above[i - pixelBytes]!));
    }
  }
  return both < sub && both < up ? PAETH : up < sub ? UP : SUB;
}

/** Size of a difference of bytes that wraps round. */
function distance(difference: number): number {
  const wrapped = (difference << 24) >> 24;
  return wrapped < 0 ? -wrapped : wrapped;
}

/** Of left, above and above left, the one nearest to left + above - above left (PNG specification 9.4). */
function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
}
