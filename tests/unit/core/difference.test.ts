import { describe, expect, it } from 'vitest';
import { HEAT_STOPS, heatColour, paintDifference } from '../../../src/core/difference.ts';

const luma = ([r, g, b]: readonly number[]): number => 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;

describe('the heat map', () => {
  it('has the legend’s colours at the legend’s differences, and none below the smallest', () => {
    for (const { difference, colour } of HEAT_STOPS) expect(heatColour(difference)).toEqual(colour);
    expect([heatColour(0), heatColour(3)]).toEqual([undefined, undefined]);
    expect(heatColour(255)).toEqual(HEAT_STOPS.at(-1)!.colour);
  });

  it('grows lighter with every step, so that the order shows without hues', () => {
    const lightness = Array.from({ length: 61 }, (_, i) => luma(heatColour(4 + i)!));
    for (const [i, value] of lightness.entries()) if (i > 0) expect(value).toBeGreaterThan(lightness[i - 1]!);
  });

  it('goes by the channel that differs most, alpha among them, whichever picture is lighter', () => {
    const before = [10, 10, 10, 255, 200, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9, 255];
    const after = [12, 26, 10, 255, 136, 0, 3, 255, 0, 0, 0, 251, 9, 9, 12, 255];
    const out = new Uint8ClampedArray(16);
    paintDifference(before, after, out);
    expect([...out]).toEqual([...heatColour(16)!, 255, ...heatColour(64)!, 255, ...heatColour(4)!, 255, 0, 0, 0, 0]);
  });
});
