import { describe, expect, it } from 'vitest';
import { faceChange, faceGround } from '../../../src/core/change.ts';
import { faceRegion } from '../../../src/core/mask.ts';
import { changedMouth, ringFit } from '../../../src/core/mouth.ts';
import { mouthWindow } from '../../../src/face/templates.ts';

const SIZE = 128;
const WINDOW = mouthWindow('tight')!;
const plane = (valueAt: (x: number, y: number) => number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: SIZE * SIZE }, (_, i) => valueAt(i % SIZE, Math.floor(i / SIZE)));
/** A mouth of 48 x 20 pixels in the middle of the window. */
const isMouth = (x: number, y: number): boolean => x >= 40 && x < 88 && y >= 78 && y < 98;
const at = (of: Float32Array, x: number, y: number): number => of[y * SIZE + x]!;

describe('the mouth that an edit opens or closes', () => {
  it('is none where little changes, or all of it elsewhere', () => {
    expect(changedMouth(plane((x, y) => (isMouth(x, y) ? 9 : 0)), WINDOW, SIZE)).toBeUndefined();
    expect(changedMouth(plane((_, y) => (y < 50 ? 90 : 0)), WINDOW, SIZE)).toBeUndefined();
  });

  it('is one patch: what did not change within it goes along, and what changed elsewhere does not', () => {
    // Teeth change, the line between the lips does not; and so does hair.
    const { share } = changedMouth(plane((x, y) => (isMouth(x, y) && Math.abs(y - 88) > 2 ? 60 : y < 20 ? 60 : 0)), WINDOW, SIZE)!;
    for (let x = 44; x < 84; x += 4) expect(at(share, x, 88)).toBeGreaterThan(0.97);
    expect([at(share, 64, 10), at(share, 64, 40), at(share, 10, 88), at(share, 64, 124)]).toEqual([0, 0, 0, 0]);
  });

  it('fades over a few pixels outside it, and the ring lies there', () => {
    const { share, ring } = changedMouth(plane((x, y) => (isMouth(x, y) ? 60 : 0)), WINDOW, SIZE)!;
    const down = Array.from({ length: 24 }, (_, k) => at(share, 64, 88 + k));
    expect(down.every((value, k) => k === 0 || value <= down[k - 1]! + 1e-6)).toBe(true);
    expect(Math.max(...down.map((value, k) => (down[k - 1] ?? value) - value))).toBeLessThan(0.25);
    expect([at(share, 64, 96) > 0.9, at(share, 64, 111)]).toEqual([true, 0]);
    expect([ring[44 * 64 + 32], ring[52 * 64 + 32]! > 0.5]).toEqual([0, true]);
  });

  it('comes in smoothly with the change', () => {
    const most = [9, 13, 16, 20, 40].map((change) => Math.max(...(changedMouth(plane(() => change), WINDOW, SIZE)?.share ?? [0])));
    expect(most).toEqual(most.toSorted((a, b) => a - b));
    expect([most[0], most[1]! > 0 && most[1]! < 0.5, most[4]! > 0.99]).toEqual([0, true, true]);
  });
});

describe('the fit along a ring', () => {
  const cells = (valueAt: (x: number, y: number) => number): Float32Array => Float32Array.from({ length: 64 * 64 }, (_, i) => valueAt(i % 64, Math.floor(i / 64)));

  it('finds a constant and slopes, whatever lies off the ring', () => {
    const ring = cells((x, y) => (Math.abs(Math.hypot(x - 32, y - 44) - 10) < 1.5 ? 1 : 0));
    const truth = plane((x, y) => 5 + 0.3 * (x - 64) - 0.2 * (y - 88));
    const found = ringFit(truth.map((value, i) => (Math.hypot((i % SIZE) - 64.5, Math.floor(i / SIZE) - 88.5) < 14 ? 100 : value)), ring, SIZE);
    for (const [x, y] of [[64, 88], [50, 88], [70, 99]] as const) expect(at(found, x, y)).toBeCloseTo(at(truth, x, y), 3);
  });

  it('is 0 without a ring', () => {
    expect(ringFit(plane(() => 4), cells(() => 0), SIZE).every((value) => value === 0)).toBe(true);
  });
});

describe('an edit that closes a mouth', () => {
  const square = { centreXPx: 150, centreYPx: 150, sidePx: 200, rotationRad: 0 };
  const region = faceRegion(square, { widthPx: 300, heightPx: 300 }, undefined, SIZE);
  const crop = (valueAt: (x: number, y: number) => number): Float32Array => {
    const one = plane(valueAt);
    return Float32Array.from({ length: 3 * one.length }, (_, i) => one[i % one.length]!);
  };
  // White teeth with dark gaps in the photo; the model sees them a little darker and all 20 steps too dark, and draws lips instead.
  const photo = crop((x, y) => (isMouth(x, y) ? (x % 8 < 2 ? 0.4 : 0.8) : 0.1));
  const reconstruction = crop((x, y) => (isMouth(x, y) ? (x % 8 < 2 ? 0.4 : 0.5) : 0.1) - 20 / 127.5);
  const edited = crop((x, y) => (isMouth(x, y) ? -0.3 : 0.1) - 20 / 127.5);
  const shown = (detail: number, window = WINDOW as typeof WINDOW | undefined): number[] => {
    const { data } = faceChange(edited, faceGround(photo, reconstruction, SIZE), region, 200, detail, window);
    return Array.from({ length: 32 }, (_, k) => (photo[88 * SIZE + 48 + k]! + 1) * 127.5 + data[(88 * SIZE + 48 + k) * 4]!);
  };

  it('shows the lips that the model drew, at the brightness of the skin around them, and none of the teeth', () => {
    const lips = 0.7 * 127.5;
    for (const value of shown(0)) expect(Math.abs(value - lips)).toBeLessThan(3);
    const { data } = faceChange(edited, faceGround(photo, reconstruction, SIZE), region, 200, 0, WINDOW);
    // All of its lines go and, since it has contrast there, its grain; on skin beside it neither.
    expect(data[(88 * SIZE + 64) * 4 + 3]).toBeGreaterThan(1.9);
    expect(data[(88 * SIZE + 100) * 4 + 3]).toBeLessThan(0.1);
  });

  it('is untouched by that where all of the model comes in', () => {
    expect(shown(1)).toEqual(shown(1, undefined));
  });
});
