import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSquare, movedSquare, resizedSquare, scaledSquare, squareWithin } from '../../../src/state/face-square.ts';

const picture = fc.record({ widthPx: fc.integer({ min: 1, max: 6000 }), heightPx: fc.integer({ min: 1, max: 6000 }) });
const offset = fc.double({ min: -9000, max: 9000, noNaN: true });

function expectWithin(square: ReturnType<typeof firstSquare>, { widthPx, heightPx }: { widthPx: number; heightPx: number }): void {
  const half = square.sidePx / 2;
  expect(square.sidePx).toBeGreaterThan(0);
  expect(Math.min(square.centreXPx - half, square.centreYPx - half)).toBeGreaterThanOrEqual(-1e-6);
  expect(square.centreXPx + half).toBeLessThanOrEqual(widthPx + 1e-6);
  expect(square.centreYPx + half).toBeLessThanOrEqual(heightPx + 1e-6);
}

describe('the face square', () => {
  it('is first the whole of a square picture, else 80 % of the shorter side', () => {
    expect(firstSquare({ widthPx: 512, heightPx: 512 })).toEqual({ centreXPx: 256, centreYPx: 256, sidePx: 512, rotationRad: 0 });
    expect(firstSquare({ widthPx: 512, heightPx: 508 }).sidePx).toBe(508);
    expect(firstSquare({ widthPx: 300, heightPx: 900 })).toEqual({ centreXPx: 150, centreYPx: 450, sidePx: 240, rotationRad: 0 });
  });

  it('stays within the picture however it is moved, scaled or pulled', () => {
    fc.assert(fc.property(picture, offset, offset, fc.double({ min: 0.01, max: 50, noNaN: true }), fc.constantFrom(-1 as const, 1 as const), fc.constantFrom(-1 as const, 1 as const), (size, dx, dy, factor, x, y) => {
      const first = firstSquare(size);
      const moved = movedSquare(first, dx, dy, size);
      expectWithin(moved, size);
      expect(moved.sidePx).toBeCloseTo(first.sidePx, 9);
      expectWithin(scaledSquare(moved, factor, size), size);
      expectWithin(resizedSquare(moved, { x, y }, { xPx: dx, yPx: dy }, size), size);
    }), { seed: 20261124, numRuns: 500 });
  });

  it('keeps the opposite corner while one is pulled', () => {
    const square = { centreXPx: 200, centreYPx: 200, sidePx: 100, rotationRad: 0 };
    const pulled = resizedSquare(square, { x: 1, y: 1 }, { xPx: 300, yPx: 300 }, { widthPx: 1000, heightPx: 1000 });
    expect(pulled).toEqual({ centreXPx: 225, centreYPx: 225, sidePx: 150, rotationRad: 0 });
    const shrunk = resizedSquare(square, { x: -1, y: -1 }, { xPx: 190, yPx: 190 }, { widthPx: 1000, heightPx: 1000 });
    expect([shrunk.centreXPx + shrunk.sidePx / 2, shrunk.centreYPx + shrunk.sidePx / 2]).toEqual([250, 250]);
    expect(shrunk.sidePx).toBe(60);
  });

  it('is never so small that it holds nothing', () => {
    expect(squareWithin({ centreXPx: 50, centreYPx: 50, sidePx: 0, rotationRad: 0 }, { widthPx: 100, heightPx: 100 }).sidePx).toBe(24);
    expect(squareWithin({ centreXPx: 5, centreYPx: 5, sidePx: 0, rotationRad: 0 }, { widthPx: 10, heightPx: 10 }).sidePx).toBe(10);
  });
});
