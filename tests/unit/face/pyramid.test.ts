import { describe, expect, it } from 'vitest';
import { readColourSpace } from '../../../src/core/colour-space.ts';
import { describeColour, DISPLAY_P3 } from '../../../src/picture/made-profile.ts';
import { buildPyramid, cutSquare } from '../../../src/face/pyramid.ts';
import { noisePicture } from '../../support/pictures.ts';

const picture = noisePicture(1100, 700, 3);
const square = { centreXPx: 500, centreYPx: 300, sidePx: 500, rotationRad: 0.2 };

/** A comparison of its own: the one that explains itself takes half a minute for so many samples. */
function isSame(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.from(a).every((value, i) => value === b[i]);
}

describe('the pyramid', () => {
  it('is the same for 16 bits a sample as for 8', () => {
    const deep = { ...picture, data: Uint16Array.from(picture.data, (value) => value * 257) };
    for (const sizePx of [64, 256, 512]) expect(isSame(cutSquare(buildPyramid(deep), square, sizePx).data, cutSquare(buildPyramid(picture), square, sizePx).data)).toBe(true);
  });

  it('shows the networks sRGB, and leaves the picture as it is', () => {
    const colour = readColourSpace(describeColour(DISPLAY_P3, 'srgb'));
    if (colour === undefined || typeof colour === 'string') throw new Error('no colour space');
    const before = picture.data.slice();
    const [largest] = buildPyramid({ ...picture, colour });
    const painted = picture.data.slice();
    colour.paintSrgb(painted);
    expect(isSame(largest.data, painted)).toBe(true);
    expect(isSame(painted, before)).toBe(false);
    expect(isSame(picture.data, before)).toBe(true);
  });
});
