import { describe, expect, it } from 'vitest';
import { cropToNchw, reflect } from '../../../src/core/crop.ts';
import { patchFrame, patchRect } from '../../../src/core/patch.ts';
import { noisePicture } from '../../support/pictures.ts';

describe('reflect', () => {
  it('mirrors about the border, over and over', () => {
    expect([-3, -2, -1, 0, 1, 2, 3, 4, 5].map((i) => reflect(i, 3))).toEqual([2, 1, 0, 0, 1, 2, 2, 1, 0]);
  });
});

describe('cropToNchw', () => {
  const picture = noisePicture(40, 30, 1);

  it('is the samples themselves, RGB planes in [-1,1], when a crop pixel is a picture pixel', () => {
    const crop = cropToNchw(picture, { centreXPx: 20, centreYPx: 16, sidePx: 16, rotationRad: 0 }, 16);
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < 16; y++) {
        for (let x = 0; x < 16; x++) expect(crop[(c * 16 + y) * 16 + x]).toBeCloseTo(picture.data[((y + 8) * 40 + x + 12) * 4 + c]! / 127.5 - 1, 5);
      }
    }
  });

  it('is the mean of the samples when it shrinks by a whole factor', () => {
    const crop = cropToNchw(picture, { centreXPx: 16, centreYPx: 12, sidePx: 16, rotationRad: 0 }, 4);
    let sum = 0;
    for (let y = 4; y < 8; y++) for (let x = 8; x < 12; x++) sum += picture.data[(y * 40 + x) * 4]!;
    expect(crop[0]).toBeCloseTo(sum / 16 / 127.5 - 1, 5);
  });

  it('turns with the square: a quarter turn is the transposed, mirrored crop', () => {
    const square = { centreXPx: 20, centreYPx: 15, sidePx: 12, rotationRad: 0 };
    const upright = cropToNchw(picture, square, 12);
    const turned = cropToNchw(picture, { ...square, rotationRad: Math.PI / 2 }, 12);
    for (let y = 0; y < 12; y++) for (let x = 0; x < 12; x++) expect(turned[y * 12 + x]).toBeCloseTo(upright[x * 12 + (11 - y)]!, 4);
  });

  it('mirrors the picture beyond its border', () => {
    const crop = cropToNchw(picture, { centreXPx: 0, centreYPx: 15, sidePx: 8, rotationRad: 0 }, 8);
    for (let y = 0; y < 8; y++) for (let x = 0; x < 4; x++) expect(crop[y * 8 + x]).toBeCloseTo(crop[y * 8 + 7 - x]!, 5);
  });
});

describe('patchFrame', () => {
  it('maps patch pixels to crop coordinates that the crop was taken from, at any turn and scale', () => {
    const square = { centreXPx: 100, centreYPx: 80, sidePx: 90, rotationRad: 0.7 };
    const rect = patchRect({ widthPx: 200, heightPx: 160 }, square);
    if (!rect) throw new Error('no overlap');
    for (const maxSidePx of [50, 1000]) {
      const { toCrop, widthPx } = patchFrame(rect, square, maxSidePx);
      const step = rect.widthPx / widthPx;
      const x = 7;
      const y = 11;
      const dx = rect.xPx + (x + 0.5) * step - square.centreXPx;
      const dy = rect.yPx + (y + 0.5) * step - square.centreYPx;
      const u = (dx * Math.cos(0.7) + dy * Math.sin(0.7)) / 90 + 0.5;
      const v = (dy * Math.cos(0.7) - dx * Math.sin(0.7)) / 90 + 0.5;
      expect(toCrop.uX * x + toCrop.uY * y + toCrop.u0).toBeCloseTo(u, 2);
      expect(toCrop.vX * x + toCrop.vY * y + toCrop.v0).toBeCloseTo(v, 2);
    }
  });

  it('is undefined where the square misses the picture', () => {
    expect(patchRect({ widthPx: 10, heightPx: 10 }, { centreXPx: 100, centreYPx: 5, sidePx: 8, rotationRad: 0 })).toBeUndefined();
  });
});
