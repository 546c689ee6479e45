import { describe, expect, it } from 'vitest';
import { faceChange, faceGround } from '../../../src/core/change.ts';
import { composite, type PatchBase } from '../../../src/core/composite.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { faceRegion } from '../../../src/core/mask.ts';
import { patchFrame, patchSamples } from '../../../src/core/patch.ts';
import type { FloatImage } from '../../../src/core/resample.ts';

const CROP = 10;
const SIDE = 40;
const square = { centreXPx: SIDE / 2, centreYPx: SIDE / 2, sidePx: SIDE, rotationRad: 0 };
const frame = patchFrame({ xPx: 0, yPx: 0, widthPx: SIDE, heightPx: SIDE }, square, Infinity);

/** A grey patch whose lines are all alike, and a change of nothing but the share of the lines that goes. */
function composed(line: number, share: (x: number) => number, detail: number): readonly number[] {
  const base: PatchBase = { frame, samples: new Uint8ClampedArray(SIDE * SIDE * 4).fill(128), fineLines: new Float32Array(SIDE * SIDE * 3).fill(line) };
  const data = Float32Array.from({ length: CROP * CROP * 4 }, (_, i) => (i % 4 === 3 ? share(Math.floor(i / 4) % CROP) : 0));
  const change: FloatImage = { widthPx: CROP, heightPx: CROP, channels: 4, data };
  return [...composite(base, change, detail)].filter((_, i) => i % 4 === 0);
}

describe('the photo’s lines', () => {
  it('go no further than they came, though the cubic overshoots where they begin to go', () => {
    const values = composed(100, (x) => (x < 5 ? 0 : 1), 1);
    expect(Math.min(...values)).toBe(28);
    expect(Math.max(...values)).toBe(128);
  });

  it('go but for the grain, which skin keeps; at full detail all of them go', () => {
    const left = (line: number, detail: number): number => composed(line, () => 1, detail)[SIDE * 20 + 20]!;
    expect([left(4, 0), left(-4, 0), left(12, 0), left(-12, 0), left(12, 1), left(4, 1)]).toEqual([128, 128, 121, 135, 116, 124]);
  });

  it('go where a feature is replaced by a change too small to take pores away: it would show through as a ghost', () => {
    const size = 32;
    const picture = { widthPx: 400, heightPx: 400 };
    const region = faceRegion({ centreXPx: 200, centreYPx: 200, sidePx: 200, rotationRad: 0 }, picture, undefined, size);
    const stripes = Float32Array.from({ length: 3 * size * size }, (_, i) => (i % 4 < 2 ? 0 : 25 / 127.5));
    const shareAt = (contrast: number, change: number): number => {
      const crop = stripes.map((value) => value * contrast);
      const edited = crop.map((value) => value + change / 127.5);
      return faceChange(edited, faceGround(crop, crop, size), region, 200, 0).data[(16 * size + 16) * 4 + 3]!;
    };
    expect(shareAt(1, 12)).toBeGreaterThan(0.5);
    // Without a feature there, or where it is only shaded, they stay.
    expect(shareAt(0, 12)).toBe(0);
    expect(shareAt(4, 12)).toBe(0);
  });
});

describe('a reduced patch', () => {
  it('has the colour of what is seen: what is transparent has none', () => {
    const picture: RgbaImage = { widthPx: 2, heightPx: 1, data: new Uint8ClampedArray([0, 0, 255, 255, 255, 0, 0, 0]) };
    const small = patchFrame({ xPx: 0, yPx: 0, widthPx: 2, heightPx: 1 }, { centreXPx: 1, centreYPx: 0.5, sidePx: 2, rotationRad: 0 }, 1);
    expect([...patchSamples(picture, small)]).toEqual([0, 0, 255, 128]);
    const half: RgbaImage = { ...picture, data: new Uint8ClampedArray([0, 0, 200, 255, 100, 0, 0, 85]) };
    expect([...patchSamples(half, small)]).toEqual([25, 0, 150, 170]);
  });
});
