import type { RgbaImage } from '../../src/core/image.ts';

/** A deterministic generator of numbers in [0,1) (a linear congruence; good enough for pictures). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** An opaque picture of noise. */
export function noisePicture(widthPx: number, heightPx: number, seed: number): RgbaImage<Uint8ClampedArray<ArrayBuffer>> {
  const random = seededRandom(seed);
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : Math.floor(random() * 256);
  return { widthPx, heightPx, data };
}

/** An opaque picture of noise with 16 bits a sample. */
export function deepNoisePicture(widthPx: number, heightPx: number, seed: number): RgbaImage<Uint16Array<ArrayBuffer>> {
  const random = seededRandom(seed);
  const data = new Uint16Array(widthPx * heightPx * 4);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 65_535 : Math.floor(random() * 65_536);
  return { widthPx, heightPx, data };
}
