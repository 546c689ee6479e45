import { describe, expect, it } from 'vitest';
import { clamp, isSameSquare, LARGEST_SHARE, SMALLEST_SIDE_PX, expectSquare, squareWithin, wholeSquare } from '../../../src/edit/square.ts';

const SQUARE = { centreXPx: 50, centreYPx: 40, sidePx: 30, rotationRad: 0.5 };

describe('a square', () => {
  it('lies like another one in place, size and turn, and not in some of them', () => {
    expect([isSameSquare(SQUARE, SQUARE), isSameSquare(SQUARE, { ...SQUARE })]).toEqual([true, true]);
    for (const part of ['centreXPx', 'centreYPx', 'sidePx', 'rotationRad'] as const) expect(isSameSquare(SQUARE, { ...SQUARE, [part]: SQUARE[part] + 1 })).toBe(false);
  });

  it('that fits stays; any other goes to the picture’s border, and to a size that holds a face', () => {
    const picture = { widthPx: 100, heightPx: 80 };
    expect(squareWithin(SQUARE, picture)).toEqual({ ...SQUARE, rotationRad: expect.closeTo(0.5, 9) as number });
    expect(squareWithin({ ...SQUARE, centreXPx: -5, centreYPx: 85, sidePx: 1 }, picture)).toMatchObject({ centreXPx: 0, centreYPx: 80, sidePx: SMALLEST_SIDE_PX });
    expect(squareWithin({ ...SQUARE, centreXPx: 105, centreYPx: -1, sidePx: 500 }, picture)).toMatchObject({ centreXPx: 100, centreYPx: 0, sidePx: LARGEST_SHARE * 80 });
    // A picture that is smaller than the smallest square.
    expect(squareWithin({ ...SQUARE, sidePx: 1 }, { widthPx: 10, heightPx: 12 }).sidePx).toBe(10);
  });

  it('is turned by less than half a turn', () => {
    expect(squareWithin({ ...SQUARE, rotationRad: 1.5 * Math.PI }, { widthPx: 100, heightPx: 80 }).rotationRad).toBeCloseTo(-Math.PI / 2, 9);
  });

  it('that was typed or told is refused where no face is so small or so large, since the work would have no bounds', () => {
    const picture = { widthPx: 100, heightPx: 80 };
    for (const sidePx of [1, 24, 800]) expect(expectSquare({ ...SQUARE, sidePx }, picture)).toMatchObject({ sidePx });
    for (const odd of [{ sidePx: 0.999 }, { sidePx: 801 }, { sidePx: 1e308 }, { sidePx: Number.NaN }, { centreXPx: Infinity }, { rotationRad: Number.NaN }]) {
      expect(() => expectSquare({ ...SQUARE, ...odd }, picture), JSON.stringify(odd)).toThrow(expect.objectContaining({ code: 'square-outside' }) as Error);
    }
  });

  it('of the whole picture lies in its middle', () => {
    expect([wholeSquare({ widthPx: 100, heightPx: 80 }), wholeSquare({ widthPx: 60, heightPx: 80 })]).toEqual([
      { centreXPx: 50, centreYPx: 40, sidePx: 80, rotationRad: 0 }, { centreXPx: 30, centreYPx: 40, sidePx: 60, rotationRad: 0 },
    ]);
  });
});

it('a range whose ends cross gives its lower one', () => {
  expect([clamp(5, 0, 3), clamp(-1, 0, 3), clamp(2, 0, 3), clamp(7, 5, 3)]).toEqual([3, 0, 2, 5]);
});
