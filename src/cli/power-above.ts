/** A part of a plane, in pixels. */
export interface PlaneWindow {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean power of a window of a square plane above a frequency in cycles a pixel; tapered (Hann), so that its borders are no detail. */
export function powerAbove(plane: ArrayLike<number>, sidePx: number, { left, right, top, bottom }: PlaneWindow, cyclesPerPx: number): number {
  const [width, height] = [right - left, bottom - top];
  const [across, down] = [hann(width), hann(height)];
  const mean = meanIn(plane, sidePx, { left, right, top, bottom });
  const rows = Array.from({ length: height }, (_, y) => spectrum(Array.from({ length: width }, (__, x) => (plane[(top + y) * sidePx + left + x]! - mean) * across[x]! * down[y]!)));
  const taper = across.reduce((sum, value) => sum + value ** 2, 0) * down.reduce((sum, value) => sum + value ** 2, 0);
  let power = 0;
  for (let kx = 0; kx < width; kx++) {
    const column = spectrum(rows.map(({ re }) => re[kx]!), rows.map(({ im }) => im[kx]!));
    for (let ky = 0; ky < height; ky++) {
      if (Math.hypot(frequency(kx, width), frequency(ky, height)) > cyclesPerPx) power += column.re[ky]! ** 2 + column.im[ky]! ** 2;
    }
  }
  // By Parseval's theorem: of a plane that is all above, its variance.
  return power / (taper * width * height);
}

function hann(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / count) ** 2);
}

function frequency(k: number, count: number): number {
  return Math.min(k, count - k) / count;
}

function meanIn(plane: ArrayLike<number>, sidePx: number, { left, right, top, bottom }: PlaneWindow): number {
  let sum = 0;
  for (let y = top; y < bottom; y++) for (let x = left; x < right; x++) sum += plane[y * sidePx + x]!;
  return sum / ((right - left) * (bottom - top));
}

/** Discrete Fourier transform of one line, by its definition: windows are small and of any length. */
function spectrum(re: readonly number[], im?: readonly number[]): { readonly re: Float64Array; readonly im: Float64Array } {
  const n = re.length;
  const cos = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n));
  const sin = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  const out = { re: new Float64Array(n), im: new Float64Array(n) };
  for (let k = 0; k < n; k++) {
    for (let i = 0, at = 0; i < n; i++, at = (at + k) % n) {
      const b = im?.[i] ?? 0;
      out.re[k] = out.re[k]! + re[i]! * cos[at]! + b * sin[at]!;
      out.im[k] = out.im[k]! + b * cos[at]! - re[i]! * sin[at]!;
    }
  }
  return out;
}
