import { describe, expect, it } from 'vitest';
import { faceRegion, NARROW_EDGE_FEATHER, narrowedRegion } from '../../../src/core/mask.ts';

const SIZE = 64;
const SIDE = 32;
const square = { centreXPx: 50, centreYPx: 50, sidePx: 60, rotationRad: 0 };
const region = faceRegion(square, { widthPx: 100, heightPx: 100 }, undefined, SIZE);

function map(valueAt: (column: number, row: number) => number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) => valueAt(i % SIDE, Math.floor(i / SIDE)));
}

describe('a region narrowed to where an edit may change it', () => {
  it('is the region itself under a map of ones, and nowhere under zeros', () => {
    expect(narrowedRegion(region, [map(() => 1)])).toEqual(region);
    expect(narrowedRegion(region, [map(() => 0)]).mask.every((m) => m === 0)).toBe(true);
  });

  it('follows a ramp between the centres of the cells and holds their edges', () => {
    const narrowed = narrowedRegion(region, [map((column) => column / (SIDE - 1))]);
    const row = (SIZE / 2) * SIZE;
    for (let x = 0; x < SIZE; x++) {
      const cell = Math.min(SIDE - 1, Math.max(0, ((x + 0.5) * SIDE) / SIZE - 0.5));
      expect(narrowed.mask[row + x]).toBeCloseTo(region.mask[row + x]! * (cell / (SIDE - 1)), 5);
    }
  });

  it('is the union of several maps: the larger of them in each cell', () => {
    const upper = map((_, row) => (row < 16 ? 0.8 : 0));
    const left = map((column) => (column < 16 ? 0.5 : 0));
    const { mask } = narrowedRegion(region, [upper, left]);
    const at = (x: number, y: number): number => mask[y * SIZE + x]! / region.mask[y * SIZE + x]!;
    expect([at(20, 20), at(44, 20), at(20, 44), at(44, 44)].map((share) => Number(share.toFixed(5)))).toEqual([0.8, 0.8, 0.5, 0]);
  });
});

describe('the fade from the edges of a square', () => {
  it('is over sooner where the model knows itself what it changes', () => {
    const narrow = faceRegion(square, { widthPx: 100, heightPx: 100 }, undefined, SIZE, NARROW_EDGE_FEATHER);
    const at = (of: typeof region, x: number): number => of.mask[(SIZE / 2) * SIZE + x]!;
    expect([at(narrow, 1), at(narrow, 5), at(region, 5) < 0.6, at(region, 10)]).toEqual([0, 1, true, 1]);
  });
});
