import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameSquare, squareWithin, wholeSquare } from '../../../src/edit/square.ts';
import { cornerPoint, movedSquare, placedSquare, pointedSquare, resizedSquare, scaledSquare, spannedSquare, turnedSquare } from '../../../src/state/face-square.ts';

const size = fc.record({ widthPx: fc.integer({ min: 40, max: 6000 }), heightPx: fc.integer({ min: 40, max: 6000 }) });
const offset = fc.double({ min: -9000, max: 9000, noNaN: true });
const sign = fc.constantFrom(-1 as const, 1 as const);
const large = { widthPx: 1000, heightPx: 1000 };
const square = { centreXPx: 200, centreYPx: 200, sidePx: 100, rotationRad: 0 };

describe('the face square', () => {
  it('of a whole picture is its largest, in the middle', () => {
    expect(wholeSquare({ widthPx: 512, heightPx: 512 })).toEqual({ centreXPx: 256, centreYPx: 256, sidePx: 512, rotationRad: 0 });
    expect(wholeSquare({ widthPx: 300, heightPx: 900 })).toEqual({ centreXPx: 150, centreYPx: 450, sidePx: 300, rotationRad: 0 });
  });

  it('keeps its centre on the picture and a sensible size, however it is moved, scaled, turned, pulled or drawn', () => {
    fc.assert(fc.property(size, offset, offset, fc.double({ min: 0.01, max: 50, noNaN: true }), sign, sign, fc.double({ min: -9, max: 9, noNaN: true }), (picture, dx, dy, factor, x, y, turn) => {
      const first = turnedSquare(wholeSquare(picture), turn, picture);
      const to = { xPx: dx, yPx: dy };
      const moved = movedSquare(first, dx, dy, picture);
      expect(moved.sidePx).toBeCloseTo(first.sidePx, 9);
      for (const each of [moved, scaledSquare(moved, factor, picture), resizedSquare(moved, { x, y }, to, picture), pointedSquare(moved, to, picture), spannedSquare({ xPx: 10, yPx: 10 }, to, picture), placedSquare(to, picture, { widthPx: factor * 100, heightPx: factor * 80 })]) {
        expect(each.sidePx).toBeGreaterThanOrEqual(24);
        expect(each.sidePx).toBeLessThanOrEqual(1.5 * Math.min(picture.widthPx, picture.heightPx));
        expect(each.centreXPx).toBeGreaterThanOrEqual(0);
        expect(each.centreXPx).toBeLessThanOrEqual(picture.widthPx);
        expect(each.centreYPx).toBeGreaterThanOrEqual(0);
        expect(each.centreYPx).toBeLessThanOrEqual(picture.heightPx);
        expect(Math.abs(each.rotationRad)).toBeLessThanOrEqual(Math.PI);
      }
    }), { seed: 20261124, numRuns: 500 });
  });

  it('keeps the opposite corner while one is pulled', () => {
    expect(resizedSquare(square, { x: 1, y: 1 }, { xPx: 300, yPx: 300 }, large)).toEqual({ centreXPx: 225, centreYPx: 225, sidePx: 150, rotationRad: 0 });
    const shrunk = resizedSquare(square, { x: -1, y: -1 }, { xPx: 190, yPx: 190 }, large);
    expect([shrunk.centreXPx + shrunk.sidePx / 2, shrunk.centreYPx + shrunk.sidePx / 2]).toEqual([250, 250]);
    expect(shrunk.sidePx).toBe(60);
  });

  it('does so when it is turned, and follows the pointer along its own diagonal', () => {
    const turned = { centreXPx: 400, centreYPx: 400, sidePx: 200, rotationRad: 0.5 };
    const corner = cornerPoint(turned, { x: 1, y: -1 });
    const fixed = cornerPoint(turned, { x: -1, y: 1 });
    const to = { xPx: fixed.xPx + 1.3 * (corner.xPx - fixed.xPx), yPx: fixed.yPx + 1.3 * (corner.yPx - fixed.yPx) };
    const pulled = resizedSquare(turned, { x: 1, y: -1 }, to, large);
    expect(pulled.sidePx).toBeCloseTo(260, 9);
    expect(cornerPoint(pulled, { x: -1, y: 1 }).xPx).toBeCloseTo(fixed.xPx, 9);
    expect(cornerPoint(pulled, { x: -1, y: 1 }).yPx).toBeCloseTo(fixed.yPx, 9);
    expect(cornerPoint(pulled, { x: 1, y: -1 }).xPx).toBeCloseTo(to.xPx, 9);
  });

  it('points its top where the turning handle is pulled, and means upright when it is close', () => {
    expect(pointedSquare(square, { xPx: 300, yPx: 200 }, large).rotationRad).toBeCloseTo(Math.PI / 2, 9);
    expect(pointedSquare(square, { xPx: 130, yPx: 130 }, large).rotationRad).toBeCloseTo(-Math.PI / 4, 9);
    expect(pointedSquare(square, { xPx: 203, yPx: 100 }, large).rotationRad).toBe(0);
  });

  it('is drawn from corner to corner, whichever way', () => {
    expect(spannedSquare({ xPx: 100, yPx: 100 }, { xPx: 300, yPx: 250 }, large)).toEqual({ centreXPx: 200, centreYPx: 200, sidePx: 200, rotationRad: 0 });
    expect(spannedSquare({ xPx: 300, yPx: 300 }, { xPx: 250, yPx: 100 }, large)).toEqual({ centreXPx: 200, centreYPx: 200, sidePx: 200, rotationRad: 0 });
  });

  it('is never so small that it holds nothing', () => {
    expect(squareWithin({ centreXPx: 50, centreYPx: 50, sidePx: 0, rotationRad: 0 }, { widthPx: 100, heightPx: 100 }).sidePx).toBe(24);
    expect(squareWithin({ centreXPx: 5, centreYPx: 5, sidePx: 0, rotationRad: 0 }, { widthPx: 10, heightPx: 10 }).sidePx).toBe(10);
  });

  it('is compared by value', () => {
    expect(isSameSquare(square, { ...square })).toBe(true);
    for (const key of ['centreXPx', 'centreYPx', 'sidePx', 'rotationRad'] as const) expect(isSameSquare(square, { ...square, [key]: 1.5 })).toBe(false);
  });
});
