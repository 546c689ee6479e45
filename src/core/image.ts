import type { ColourSpace } from './colour-space.ts';

/** Straight RGBA samples `[H,W,4]` HWC of 8 bits (0 to 255) or 16 bits (0 to 65,535) each. */
export type Samples = Uint8ClampedArray<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** Picture samples as decoded: `[H,W,4]` HWC, straight alpha, at the file's own depth. */
export interface RgbaImage<S extends Samples = Samples> {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly data: S;
  /** Absent where the samples are sRGB. */
  readonly colour?: ColourSpace | undefined;
}

/** The value of a sample that is fully on. */
export function fullScale(samples: Samples): number {
  return samples.BYTES_PER_ELEMENT === 1 ? 255 : 65_535;
}

/** Whether nothing shows through any of the samples. */
export function isOpaque(samples: Samples): boolean {
  const full = fullScale(samples);
  for (let i = 3; i < samples.length; i += 4) if (samples[i] !== full) return false;
  return true;
}

/** `value` made fit to be stored: a clamped 8-bit array rounds and limits by itself, 16 bits would wrap. */
export function toSample(value: number, full: number): number {
  if (full === 255) return value;
  return value <= 0 ? 0 : value >= full ? full : Math.round(value);
}

/**
 * Adds a line of colour, `[N,3]` in 8-bit steps, to samples from index `at` on; alpha stays. A loop of its own per depth:
 * one loop that has met both runs half as fast.
 */
export function addSteps(samples: Samples, at: number, line: Float32Array): void {
  if (samples instanceof Uint8ClampedArray) addToBytes(samples, at, line);
  else addToWords(samples, at, line);
}

function addToBytes(samples: Uint8ClampedArray, at: number, line: Float32Array): void {
  for (let i = at, j = 0; j < line.length; i += 4, j += 3) {
    samples[i] = samples[i]! + line[j]!;
    samples[i + 1] = samples[i + 1]! + line[j + 1]!;
    samples[i + 2] = samples[i + 2]! + line[j + 2]!;
  }
}

function addToWords(samples: Uint16Array, at: number, line: Float32Array): void {
  for (let i = at, j = 0; j < line.length; i += 4, j += 3) {
    for (let c = 0; c < 3; c++) samples[i + c] = toSample(samples[i + c]! + line[j + c]! * 257, 65_535);
  }
}

/** Samples in 8 bits, for a screen; the same array where they are so already. */
export function toBytes(samples: Samples): Uint8ClampedArray<ArrayBuffer> {
  if (samples instanceof Uint8ClampedArray) return samples;
  const bytes = new Uint8ClampedArray(samples.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = samples[i]! / 257;
  return bytes;
}

/** Black, clear samples as many as asked for, of the same depth as `like`. */
export function blankSamples<S extends Samples>(like: S, length: number): S {
  return (like instanceof Uint8ClampedArray ? new Uint8ClampedArray(length) : new Uint16Array(length)) as S;
}

/** An integer rectangle in picture coordinates. */
export interface RectPx {
  readonly xPx: number;
  readonly yPx: number;
  readonly widthPx: number;
  readonly heightPx: number;
}
