import { describe, expect, it } from 'vitest';
import { composite, patchBase, type PatchBase } from '../../../src/core/composite.ts';
import { cropToNchw } from '../../../src/core/crop.ts';
import type { CropSquare } from '../../../src/core/geometry.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { patchFrame, patchRect } from '../../../src/core/patch.ts';
import { deepNoisePicture, noisePicture } from '../../support/pictures.ts';

const SIZE = 32;

function setUp(picture: RgbaImage, square: CropSquare, maxSidePx = Number.POSITIVE_INFINITY): { base: PatchBase; crop: Float32Array } {
  const rect = patchRect(picture, square);
  if (!rect) throw new Error('the square lies outside the picture');
  const crop = cropToNchw(picture, square, SIZE);
  return { crop, base: patchBase(picture, square, patchFrame(rect, square, maxSidePx), crop, SIZE) };
}

/** The crop with a block in its middle made brighter: an edit with a sharp border. */
function brighten(crop: Float32Array, by: number): Float32Array {
  return crop.map((value, i) => {
    const x = i % SIZE;
    const y = Math.floor(i / SIZE) % SIZE;
    return x > 10 && x < 22 && y > 10 && y < 22 ? value + by : value;
  });
}

const picture = noisePicture(150, 120, 3);
const inner: CropSquare = { centreXPx: 70, centreYPx: 60, sidePx: 80, rotationRad: 0 };
const tilted: CropSquare = { ...inner, rotationRad: 0.4 };

describe.each([['upright', inner], ['tilted', tilted]])('composites of an %s square', (_name, square) => {
  const { base, crop } = setUp(picture, square);
  const edited = brighten(crop, 0.6);

  it('leave every sample outside the mask, and every alpha, untouched', () => {
    for (const out of [composite(base, edited, crop, 0), composite(base, edited, crop, 1)]) {
      base.mask.forEach((m, p) => {
        expect(out[p * 4 + 3]).toBe(base.samples[p * 4 + 3]);
        if (m === 0) expect([...out.subarray(p * 4, p * 4 + 4)]).toEqual([...base.samples.subarray(p * 4, p * 4 + 4)]);
      });
    }
  });

  it('preserve returns the samples when nothing changed, whatever the reconstruction is', () => {
    const blurred = crop.map((value) => value * 0.5);
    expect(composite(base, blurred, blurred, 0)).toEqual(base.samples);
  });

  it('preserve adds the change in the middle; replace shows the rendered crop there', () => {
    const middle = (Math.floor(base.frame.heightPx / 2) * base.frame.widthPx + Math.floor(base.frame.widthPx / 2)) * 4;
    expect(base.mask[middle / 4]).toBe(1);
    const small = composite(base, brighten(crop, 0.1), crop, 0);
    expect(Math.abs(small[middle]! - Math.min(255, base.samples[middle]! + 12.75))).toBeLessThanOrEqual(1);
    const grey = composite(base, new Float32Array(crop.length), crop, 1);
    expect([...grey.subarray(middle, middle + 3)]).toEqual([128, 128, 128]);
  });

  it("preserve drops the picture's own fine lines where the change is large", () => {
    const flat = new Float32Array(crop.length).fill(0.2);
    const out = composite(base, flat, flat.map((v) => v - 1), 0);
    const inMiddle = (data: ArrayLike<number>): number => spread(data, base);
    expect(inMiddle(out)).toBeLessThan(0.35 * inMiddle(base.samples));
  });
});

/** Mean absolute difference of horizontal neighbours in the middle of a patch: how much fine structure there is. */
function spread(data: ArrayLike<number>, { frame: { widthPx, heightPx } }: PatchBase): number {
  let sum = 0;
  let count = 0;
  for (let y = Math.floor(heightPx * 0.4); y < heightPx * 0.6; y++) {
    for (let x = Math.floor(widthPx * 0.4); x < widthPx * 0.6; x++) {
      sum += Math.abs(data[(y * widthPx + x) * 4]! - data[(y * widthPx + x + 1) * 4]!);
      count++;
    }
  }
  return sum / count;
}

describe('a square that covers the whole picture', () => {
  it('has no feather at the borders', () => {
    const square = { centreXPx: 32, centreYPx: 32, sidePx: 64, rotationRad: 0 };
    expect(setUp(noisePicture(64, 64, 5), square).base.mask.every((m) => m === 1)).toBe(true);
  });
});

describe('a scaled-down patch', () => {
  it('shows the same edit as the full one, smaller', () => {
    const square = { centreXPx: 128, centreYPx: 128, sidePx: 256, rotationRad: 0 };
    const smooth = gradientPicture(256);
    const full = setUp(smooth, square);
    const small = setUp(smooth, square, 64);
    const edited = brighten(full.crop, 0.3);
    const fullOut = composite(full.base, edited, full.crop, 0);
    const smallOut = composite(small.base, edited, small.crop, 0);
    expect(small.base.frame).toMatchObject({ widthPx: 64, heightPx: 64 });
    for (let y = 0; y < 64; y++) {
      for (let x = 0; x < 64; x++) {
        let mean = 0;
        for (let j = 0; j < 4; j++) for (let i = 0; i < 4; i++) mean += fullOut[((y * 4 + j) * 256 + x * 4 + i) * 4]! / 16;
        expect(Math.abs(mean - smallOut[(y * 64 + x) * 4]!)).toBeLessThan(5);
      }
    }
  });
});

describe('a picture of 16 bits a sample', () => {
  const deep = deepNoisePicture(150, 120, 3);
  const shallow: RgbaImage = { ...deep, data: Uint8ClampedArray.from(deep.data, (value) => value / 257) };

  it('is edited as its 8-bit twin is, 257 times as finely, and without wrapping round at the ends', () => {
    const { base, crop } = setUp(deep, inner);
    const twin = setUp(shallow, inner);
    const edited = brighten(crop, 0.6);
    for (const [out, expected] of [
      [composite(base, edited, crop, 0), composite(twin.base, edited, crop, 0)],
      [composite(base, edited, crop, 1), composite(twin.base, edited, crop, 1)],
    ] as const) {
      let worst = 0;
      out.forEach((value, i) => { worst = Math.max(worst, Math.abs(value / 257 - expected[i]!)); });
      expect(worst).toBeLessThan(1.01);
      base.mask.forEach((m, p) => { if (m === 0) expect([...out.subarray(p * 4, p * 4 + 4)]).toEqual([...base.samples.subarray(p * 4, p * 4 + 4)]); });
    }
    expect(composite(base, edited, edited, 0)).toEqual(base.samples);
  });
});

function gradientPicture(sizePx: number): RgbaImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  for (let i = 0; i < sizePx * sizePx; i++) data.set([40 + ((i % sizePx) * 120) / sizePx, 80, 120, 255], i * 4);
  return { widthPx: sizePx, heightPx: sizePx, data };
}
