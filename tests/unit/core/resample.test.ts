import { describe, expect, it } from 'vitest';
import { patchFrame, type PatchFrame } from '../../../src/core/patch.ts';
import { resample, resizeAxis, type FloatImage } from '../../../src/core/resample.ts';
import { warpToPatch } from '../../../src/core/warp.ts';
import { seededRandom } from '../../support/pictures.ts';

function field(sizePx: number, value: (x: number, y: number) => number): FloatImage {
  const data = new Float32Array(sizePx * sizePx);
  for (let y = 0; y < sizePx; y++) for (let x = 0; x < sizePx; x++) data[y * sizePx + x] = value(x, y);
  return { widthPx: sizePx, heightPx: sizePx, channels: 1, data };
}

/** The warped field as a whole. */
function warped(image: FloatImage, frame: PatchFrame): Float32Array {
  const out = new Float32Array(frame.widthPx * frame.heightPx * image.channels);
  warpToPatch(image, frame, (y, row) => { out.set(row, y * row.length); });
  return out;
}

describe('resample', () => {
  it('is the identity at the same size', () => {
    const random = seededRandom(1);
    const noise = field(9, random);
    const axis = resizeAxis(9, 9);
    resample(noise, axis, axis).data.forEach((v, i) => { expect(v).toBeCloseTo(noise.data[i]!, 6); });
  });

  it('reproduces a ramp exactly when enlarging, away from the edges', () => {
    const up = resample(field(8, (x, y) => x + 10 * y), resizeAxis(8, 24), resizeAxis(8, 24));
    for (let y = 6; y < 18; y++) for (let x = 6; x < 18; x++) expect(up.data[y * 24 + x]).toBeCloseTo((x + 0.5) / 3 - 0.5 + 10 * ((y + 0.5) / 3 - 0.5), 4);
  });

  it('does not alias when shrinking: a checkerboard becomes its mean', () => {
    const down = resample(field(64, (x, y) => (x + y) % 2), resizeAxis(64, 10), resizeAxis(64, 10));
    for (let y = 2; y < 8; y++) for (let x = 2; x < 8; x++) expect(down.data[y * 10 + x]).toBeCloseTo(0.5, 1);
  });
});

describe('warpToPatch', () => {
  const smooth = field(32, (x, y) => Math.sin(x / 4) * 50 + Math.cos(y / 5) * 40);
  const square = { centreXPx: 100, centreYPx: 100, sidePx: 120, rotationRad: 0 };
  const rect = { xPx: 70, yPx: 70, widthPx: 60, heightPx: 60 };

  it('gives the same for an upright square and for one turned by next to nothing', () => {
    const frame = patchFrame(rect, square, 1000);
    const turned = warped(smooth, { ...frame, toCrop: { ...frame.toCrop, uY: 1e-9, vX: -1e-9 } });
    warped(smooth, frame).forEach((v, i) => { expect(Math.abs(v - turned[i]!)).toBeLessThan(0.3); });
  });

  it('takes a turn that nobody could see for none, and turns by the least that shows', () => {
    const turnedBy = (px: number): PatchFrame => patchFrame(rect, { ...square, rotationRad: px / 60 }, 1000);
    expect(turnedBy(0.19).toCrop).toEqual(patchFrame(rect, square, 1000).toCrop);
    expect(turnedBy(0.21).toCrop.uY).toBeCloseTo(0.21 / 60 / 120, 6);
    const [upright, turned] = [warped(smooth, turnedBy(0.19)), warped(smooth, turnedBy(0.21))];
    upright.forEach((v, i) => { expect(Math.abs(v - turned[i]!)).toBeLessThan(1); });
  });

  it('puts the field where the square lies: a linear field reads as crop coordinates at any turn', () => {
    const ramp = field(32, (x) => x);
    const frame = patchFrame(rect, { ...square, rotationRad: 0.5 }, 1000);
    const out = warped(ramp, frame);
    for (let y = 0; y < 60; y += 7) {
      for (let x = 0; x < 60; x += 7) {
        const u = frame.toCrop.uX * x + frame.toCrop.uY * y + frame.toCrop.u0;
        expect(out[y * 60 + x]).toBeCloseTo(u * 32 - 0.5, 1);
      }
    }
  });
});
