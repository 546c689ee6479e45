import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coverLine, maskText, MASK_CELLS, openMask, paintedMask, readMask, releaseBy, type BrushMask } from '../../../src/core/brush-mask.ts';
import { patchFrame } from '../../../src/core/patch.ts';

const AREA = MASK_CELLS * MASK_CELLS;
const at = (mask: ArrayLike<number>, u: number, v: number): number => mask[Math.floor(v * MASK_CELLS) * MASK_CELLS + Math.floor(u * MASK_CELLS)]!;

function stroke(mask: BrushMask, value: 0 | 255, feather: number, ...points: readonly (readonly [u: number, v: number, radius: number])[]): BrushMask {
  const covered = new Float32Array(AREA);
  const [first, ...rest] = points.map(([u, v, radius]) => ({ u, v, radius }));
  let last = first!;
  for (const point of [last, ...rest]) {
    coverLine(covered, last, point, feather);
    last = point;
  }
  return paintedMask(mask, covered, value);
}

describe('a mask as text', () => {
  it('comes back as it was, and is none where all is kept', () => {
    expect(maskText(openMask())).toBeUndefined();
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(255), fc.integer({ min: 1, max: 700 })), { minLength: 1, maxLength: 40 }), (runs) => {
      const mask = openMask();
      let from = 0;
      for (const [value, length] of runs) mask.fill(value, from, from += length);
      expect(readMask(maskText(mask) ?? maskText(mask.with(0, 0))!).slice(1)).toEqual(mask.slice(1));
    }), { numRuns: 30 });
  });

  it('is short for a stroke', () => {
    expect(maskText(stroke(openMask(), 0, 0.5, [0.3, 0.3, 0.1], [0.7, 0.4, 0.1]))!.length).toBeLessThan(6000);
  });

  it.each(['', 'AAAA', 'not base64!', btoa('\u0000\u00ff'.repeat(65)), btoa('\u0000\u00ff'.repeat(64) + '\u0000')])('is refused as %j', (text) => {
    expect(() => readMask(text)).toThrow(expect.objectContaining({ code: 'mask-invalid' }));
  });
});

describe('a stroke', () => {
  it('releases wholly near its way, fades over its feather, and leaves the rest', () => {
    const mask = stroke(openMask(), 0, 0.5, [0.3, 0.5, 0.1], [0.7, 0.5, 0.1]);
    expect([at(mask, 0.3, 0.5), at(mask, 0.5, 0.54), at(mask, 0.7, 0.46)]).toEqual([0, 0, 0]);
    expect(at(mask, 0.5, 0.575)).toBeGreaterThan(0);
    expect(at(mask, 0.5, 0.575)).toBeLessThan(255);
    expect([at(mask, 0.5, 0.62), at(mask, 0.18, 0.5), at(mask, 0.82, 0.5)]).toEqual([255, 255, 255]);
  });

  it('has a sharp edge without a feather, narrows with a pen, and keeps what another one released', () => {
    const mask = stroke(openMask(), 0, 0, [0.2, 0.5, 0.02], [0.8, 0.5, 0.1]);
    expect(mask.every((value) => value === 0 || value === 255)).toBe(true);
    expect([at(mask, 0.22, 0.55), at(mask, 0.78, 0.55)]).toEqual([255, 0]);
    const kept = stroke(mask, 255, 0, [0.78, 0.55, 0.04]);
    expect([at(kept, 0.78, 0.55), at(kept, 0.5, 0.5)]).toEqual([255, 0]);
  });

  it('covers no more where it crosses itself', () => {
    const once = stroke(openMask(), 0, 1, [0.5, 0.5, 0.2]);
    expect(stroke(openMask(), 0, 1, [0.5, 0.5, 0.2], [0.5, 0.5, 0.2], [0.5, 0.5, 0.2])).toEqual(once);
  });
});

it.each([Uint8ClampedArray, Uint16Array])('gives back samples exactly where it is 0, and mixes between', (Kind) => {
  const square = { centreXPx: 64, centreYPx: 64, sidePx: 128, rotationRad: 0 };
  const frame = patchFrame({ xPx: 0, yPx: 0, widthPx: 128, heightPx: 128 }, square, Infinity);
  const before = new Kind(AREA * 4).fill(100);
  const samples = new Kind(AREA * 4).fill(200);
  const mask = openMask();
  // Columns: released, half released, kept.
  for (let i = 0; i < AREA; i++) mask[i] = i % MASK_CELLS < 40 ? 0 : i % MASK_CELLS < 80 ? 102 : 255;
  releaseBy(mask, samples, before, frame);
  const row = 64 * MASK_CELLS * 4;
  expect([...samples.subarray(row + 20 * 4, row + 20 * 4 + 4)]).toEqual([100, 100, 100, 200]);
  expect([...samples.subarray(row + 60 * 4, row + 60 * 4 + 4)]).toEqual([140, 140, 140, 200]);
  expect([...samples.subarray(row + 100 * 4, row + 100 * 4 + 4)]).toEqual([200, 200, 200, 200]);
});
