import { describe, expect, it } from 'vitest';
import { faceChange, faceGround } from '../../../src/core/change.ts';
import { composite, patchBase, type PatchBase } from '../../../src/core/composite.ts';
import { cropToNchw } from '../../../src/core/crop.ts';
import type { CropSquare, PointPx } from '../../../src/core/geometry.ts';
import type { RgbaImage, Samples } from '../../../src/core/image.ts';
import { faceRegion } from '../../../src/core/mask.ts';
import { patchFrame, patchRect } from '../../../src/core/patch.ts';
import { deepNoisePicture, noisePicture } from '../../support/pictures.ts';
import { maskOnPatch, steepest } from '../../support/seam.ts';

const SIZE = 32;

interface Bench {
  readonly base: PatchBase;
  readonly crop: Float32Array<ArrayBuffer>;
  /** On the patch's pixels, `[H,W]`. */
  readonly mask: Float32Array;
  readonly compose: (edited: Float32Array, reconstruction: Float32Array, detail: number) => Samples;
}

function setUp(picture: RgbaImage, square: CropSquare, { maxSidePx = Number.POSITIVE_INFINITY, oval }: { readonly maxSidePx?: number; readonly oval?: readonly PointPx[] } = {}): Bench {
  const rect = patchRect(picture, square);
  if (!rect) throw new Error('the square lies outside the picture');
  const crop = cropToNchw(picture, square, SIZE);
  const base = patchBase(picture, patchFrame(rect, square, maxSidePx), crop, SIZE);
  const region = faceRegion(square, picture, oval, SIZE);
  return {
    crop, base, mask: maskOnPatch(region, base.frame),
    compose: (edited, reconstruction, detail) => composite(base, faceChange(edited, faceGround(crop, reconstruction, SIZE), region, square.sidePx, detail), detail),
  };
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
  const { base, crop, mask, compose } = setUp(picture, square);
  const edited = brighten(crop, 0.6);

  it.each([0, 0.5, 1])('leave every sample outside the mask, and every alpha, untouched with detail %s', (detail) => {
    expect(mask.some((m) => m === 0)).toBe(true);
    expect(strayed(compose(edited.map((value) => value + 0.3), crop, detail), base.samples, mask)).toBe(0);
  });

  it('preserve returns the samples when nothing changed, whatever the reconstruction is', () => {
    const blurred = crop.map((value) => value * 0.5);
    expect(compose(blurred, blurred, 0)).toEqual(base.samples);
  });

  it('preserve adds the change in the middle; replace shows the rendered crop there', () => {
    const middle = (Math.floor(base.frame.heightPx / 2) * base.frame.widthPx + Math.floor(base.frame.widthPx / 2)) * 4;
    expect(mask[middle / 4]).toBe(1);
    const small = compose(brighten(crop, 0.1), crop, 0);
    expect(Math.abs(small[middle]! - Math.min(255, base.samples[middle]! + 12.75))).toBeLessThanOrEqual(1);
    const grey = compose(new Float32Array(crop.length), crop, 1);
    expect([...grey.subarray(middle, middle + 3)]).toEqual([128, 128, 128]);
  });

  it("preserve drops the picture's own fine lines where the change is large", () => {
    const flat = new Float32Array(crop.length).fill(0.2);
    const out = compose(flat, flat.map((v) => v - 1), 0);
    const inMiddle = (data: ArrayLike<number>): number => spread(data, base);
    expect(inMiddle(out)).toBeLessThan(0.35 * inMiddle(base.samples));
  });
});

/** How many pixels differ outside the mask, or in alpha anywhere. */
function strayed(out: Samples, samples: Samples, mask: Float32Array): number {
  let count = 0;
  mask.forEach((m, p) => {
    const differs = (c: number): boolean => out[p * 4 + c] !== samples[p * 4 + c];
    if (differs(3) || (m === 0 && (differs(0) || differs(1) || differs(2)))) count++;
  });
  return count;
}

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
    expect(setUp(noisePicture(64, 64, 5), square).mask.every((m) => m === 1)).toBe(true);
  });
});

describe('a scaled-down patch', () => {
  it('shows the same edit as the full one, smaller', () => {
    const square = { centreXPx: 128, centreYPx: 128, sidePx: 256, rotationRad: 0 };
    const smooth = gradientPicture(256);
    const full = setUp(smooth, square);
    const small = setUp(smooth, square, { maxSidePx: 64 });
    const edited = brighten(full.crop, 0.3);
    const fullOut = full.compose(edited, full.crop, 0);
    const smallOut = small.compose(edited, small.crop, 0);
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
    const { base, crop, mask, compose } = setUp(deep, inner);
    const twin = setUp(shallow, inner);
    const edited = brighten(crop, 0.6);
    for (const [out, expected] of [
      [compose(edited, crop, 0), twin.compose(edited, crop, 0)],
      [compose(edited, crop, 1), twin.compose(edited, crop, 1)],
    ] as const) {
      let worst = 0;
      out.forEach((value, i) => { worst = Math.max(worst, Math.abs(value / 257 - expected[i]!)); });
      // The twin's samples, its crop of them and its output are each rounded by up to half a step; where a ghost goes in part, all three count.
      expect(worst).toBeLessThan(1.1);
      expect(strayed(out, base.samples, mask)).toBe(0);
    }
    expect(compose(edited, edited, 0)).toEqual(base.samples);
  });
});

/** Noise between two levels, so that no edit of the tests is cut at black or white. */
function mildPicture(sizePx: number): RgbaImage {
  const picture = noisePicture(sizePx, sizePx, 11);
  return { ...picture, data: picture.data.map((value, i) => (i % 4 === 3 ? 255 : 100 + value / 5)) };
}

/** An oval of a share of the square's side about its centre. */
function ovalOf({ centreXPx, centreYPx, sidePx }: CropSquare, share: number): readonly PointPx[] {
  return Array.from({ length: 24 }, (_, i) => {
    const angle = (i * Math.PI) / 12;
    return { xPx: centreXPx + share * sidePx * Math.cos(angle), yPx: centreYPx + share * sidePx * Math.sin(angle) };
  });
}

describe.each([[60, 0], [60, 0.3], [150, 0.3], [600, 0], [2000, 0.3]])('a face of %s px turned by %s', (sidePx, rotationRad) => {
  const square = { centreXPx: sidePx * 0.65, centreYPx: sidePx * 0.7, sidePx, rotationRad };
  const mild = mildPicture(Math.ceil(sidePx * 1.4));

  it.each([['with its contour', 0.33], ['without', undefined]])('has no seam however rough the change is, %s', (_name, share) => {
    const { base, crop, mask, compose } = setUp(mild, square, share === undefined ? {} : { oval: ovalOf(square, share) });
    const rough = noisePicture(SIZE, SIZE * 3, 7).data;
    const edited = crop.map((value, i) => value + (rough[i]! / 255 - 0.4) * 0.5);
    const { widthPx, heightPx } = base.frame;
    const out = { widthPx, heightPx, data: compose(edited, crop, 0) };
    expect(steepest({ widthPx, heightPx, data: base.samples }, out, mask)).toBeLessThanOrEqual(2);
    expect(out.data).not.toEqual(base.samples);
  });
});

describe('off the face', () => {
  const square = { centreXPx: 100, centreYPx: 100, sidePx: 160, rotationRad: 0 };
  const { base, crop, compose } = setUp(mildPicture(200), square, { oval: ovalOf(square, 0.25) });
  /** The mean change in the middle of the face and a tenth of the side off it. */
  const changeOf = (by: number): { readonly on: number; readonly off: number } => {
    const out = compose(crop.map((value) => value + by), crop, 0);
    const { toCrop: { uX, u0 }, widthPx } = base.frame;
    const at = (u: number): number => {
      const x = Math.round((u - u0) / uX);
      const i = (Math.round(80) * widthPx + x) * 4;
      return out[i]! - base.samples[i]!;
    };
    return { on: at(0.5), off: at(0.81) };
  };

  it('drops a change too small to be meant and keeps a large one', () => {
    const small = changeOf(0.07);
    expect(small.on).toBeGreaterThan(7);
    expect(Math.abs(small.off)).toBeLessThanOrEqual(1);
    expect(changeOf(0.5).off).toBeGreaterThan(15);
  });
});

describe('on the face', () => {
  const square = { centreXPx: 100, centreYPx: 100, sidePx: 160, rotationRad: 0 };
  const { base, crop, compose } = setUp(mildPicture(200), square, { oval: ovalOf(square, 0.25) });
  const plane = SIZE * SIZE;
  const middle = (80 * base.frame.widthPx + 80) * 4;
  /** What a redder face adds to red, green and blue in its middle. */
  const added = (byRed: number, detail: number): readonly number[] => {
    const out = compose(crop.map((value, i) => (i < plane ? value + byRed : value)), crop, detail);
    return [0, 1, 2].map((c) => out[middle + c]! - base.samples[middle + c]!);
  };

  it('an even cast of colour mostly goes, its light stays, and the model’s own detail brings it back', () => {
    const [red = 0, green = 0, blue = 0] = added(0.1, 0);
    expect(red - blue).toBeLessThanOrEqual(4);
    expect(0.299 * red + 0.587 * green + 0.114 * blue).toBeGreaterThan(2.5);
    expect(added(0.1, 1)[0]).toBeGreaterThanOrEqual(12);
    // The same to all three is no cast.
    expect(compose(crop.map((value) => value + 0.1), crop, 0)[middle]! - base.samples[middle]!).toBeGreaterThanOrEqual(12);
  });
});

function gradientPicture(sizePx: number): RgbaImage {
  const data = new Uint8ClampedArray(sizePx * sizePx * 4);
  for (let i = 0; i < sizePx * sizePx; i++) data.set([40 + ((i % sizePx) * 120) / sizePx, 80, 120, 255], i * 4);
  return { widthPx: sizePx, heightPx: sizePx, data };
}
