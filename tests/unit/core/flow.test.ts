import { describe, expect, it } from 'vitest';
import { flownCrop, flownSamples, flowWithin } from '../../../src/core/flow.ts';
import type { Samples } from '../../../src/core/image.ts';
import { patchFrame } from '../../../src/core/patch.ts';

const SIZE = 64;
const CELLS = 32;
const everywhere = new Float32Array(SIZE * SIZE).fill(1);

/** The same move everywhere, in shares of the side. */
function flowOf(right: number, down: number): Float32Array {
  return new Float32Array(2 * CELLS * CELLS).fill(right, 0, CELLS * CELLS).fill(down, CELLS * CELLS);
}

/** Red rises to the right, green downwards, each by `step` a pixel. */
function ramp<S extends Samples>(data: S, widthPx: number, step: number, full: number): S {
  for (let i = 0; i < data.length / 4; i++) data.set([(i % widthPx) * step, Math.floor(i / widthPx) * step, 0, full], i * 4);
  return data;
}

/** The colour between pixels by the book: Keys' cubic of a = -0.5, weighted by alpha, edges held. */
function cubicAt(samples: Samples, side: number, x: number, y: number): readonly number[] {
  const kernel = (distance: number): number => {
    const t = Math.abs(distance);
    return t < 1 ? 1.5 * t ** 3 - 2.5 * t ** 2 + 1 : t < 2 ? -0.5 * t ** 3 + 2.5 * t ** 2 - 4 * t + 2 : 0;
  };
  const hold = (index: number): number => Math.min(side - 1, Math.max(0, index));
  const sums = [0, 0, 0, 0];
  for (let line = Math.floor(y) - 1; line <= Math.floor(y) + 2; line++) {
    for (let column = Math.floor(x) - 1; column <= Math.floor(x) + 2; column++) {
      const at = (hold(line) * side + hold(column)) * 4;
      const weight = kernel(x - column) * kernel(y - line) * samples[at + 3]!;
      for (let c = 0; c < 3; c++) sums[c]! += weight * samples[at + c]!;
      sums[3]! += weight;
    }
  }
  return sums.map((sum) => sum / sums[3]!);
}

describe('a flow', () => {
  it('moves as far as the mask lets it', () => {
    const mask = Float32Array.from(everywhere, (_, i) => (i % SIZE < 32 ? 0 : 0.5));
    const { data, channels } = flowWithin(flowOf(0.1, -0.04), mask);
    expect(channels).toBe(2);
    const at = 20 * SIZE * 2;
    expect([data[at], data[at + 1], data[at + 100], data[at + 101]]).toEqual([0, -0, expect.closeTo(0.05, 6), expect.closeTo(-0.02, 6)]);
  });

  it('takes every place of a crop from where it says, and holds the edges', () => {
    const crop = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => (i % SIZE) / SIZE);
    const out = flownCrop(crop, flowWithin(flowOf(2.5 / SIZE, 0), everywhere));
    expect(out[10 * SIZE + 20]).toBeCloseTo(22.5 / SIZE, 5);
    expect(out[10 * SIZE + 63]).toBeCloseTo(63 / SIZE, 5);
  });

  it.each([0, Math.PI / 2, -0.6])('moves a picture\'s own pixels along the crop\'s axes, turned by %s', (rotationRad) => {
    const square = { centreXPx: 60, centreYPx: 60, sidePx: 80, rotationRad };
    const frame = patchFrame({ xPx: 0, yPx: 0, widthPx: 120, heightPx: 120 }, square, 1e9);
    const samples = ramp(new Uint16Array(120 * 120 * 4), 120, 100, 65_535);
    const out = flownSamples({ samples, widthPx: 120, heightPx: 120, topPx: 0 }, frame, flowWithin(flowOf(0.05, 0), everywhere));
    const at = (60 * 120 + 60) * 4;
    // A twentieth of 80 pixels to the crop's right.
    expect(out[at]! - samples[at]!).toBeCloseTo(400 * Math.cos(rotationRad), -1);
    expect(out[at + 1]! - samples[at + 1]!).toBeCloseTo(400 * Math.sin(rotationRad), -1);
    expect(out[at + 3]).toBe(65_535);
  });

  it('gives a strip what it gives the whole', () => {
    const square = { centreXPx: 40, centreYPx: 40, sidePx: 70, rotationRad: 0.3 };
    const rect = { xPx: 0, yPx: 0, widthPx: 80, heightPx: 80 };
    const samples = ramp(new Uint8ClampedArray(80 * 80 * 4), 80, 3, 255);
    const flow = flowWithin(flowOf(-0.03, 0.08), everywhere);
    const source = { samples, widthPx: 80, heightPx: 80, topPx: 0 };
    const whole = flownSamples(source, patchFrame(rect, square, 1e9), flow);
    const strip = flownSamples({ ...source, topPx: 30 }, patchFrame({ ...rect, yPx: 30, heightPx: 10 }, square, 1e9), flow);
    expect(Math.max(...strip.map((value, i) => Math.abs(value - whole[30 * 80 * 4 + i]!)))).toBeLessThanOrEqual(1);
  });

  it.each([
    ['opaque, 8 bits', Uint8ClampedArray, 255, () => 1], ['opaque, 16 bits', Uint16Array, 65_535, () => 1],
    ['not opaque, 8 bits', Uint8ClampedArray, 255, (i: number) => 0.5 + (i % 5) / 8], ['not opaque, 16 bits', Uint16Array, 65_535, (i: number) => 0.5 + (i % 7) / 12],
  ] as const)('takes from a picture what the cubic says, at its border too: %s', (_name, Depth, full, opacity) => {
    const side = 48;
    const frame = patchFrame({ xPx: 0, yPx: 0, widthPx: side, heightPx: side }, { centreXPx: side / 2, centreYPx: side / 2, sidePx: side, rotationRad: 0 }, 1e9);
    const samples = new Depth(side * side * 4);
    for (let i = 0; i < samples.length; i++) samples[i] = full * (i % 4 === 3 ? opacity(i >> 2) : ((i * 7919) % 251) / 250);
    const move = [0.067, -0.083] as const;
    const out = flownSamples({ samples, widthPx: side, heightPx: side, topPx: 0 }, frame, flowWithin(flowOf(...move), everywhere));
    let worst = 0;
    for (let i = 0; i < side * side; i++) {
      const expected = cubicAt(samples, side, (i % side) + move[0] * side, Math.floor(i / side) + move[1] * side);
      for (let c = 0; c < 3; c++) worst = Math.max(worst, Math.abs(out[i * 4 + c]! - Math.min(full, Math.max(0, expected[c]!))));
    }
    expect(worst).toBeLessThanOrEqual(full / 255);
  });

  it('never brings in colours of what is clear', () => {
    const samples = new Uint8ClampedArray(40 * 40 * 4);
    for (let i = 0; i < 1600; i++) samples.set(i % 40 < 20 ? [200, 10, 10, 255] : [0, 255, 0, 0], i * 4);
    const frame = patchFrame({ xPx: 0, yPx: 0, widthPx: 40, heightPx: 40 }, { centreXPx: 20, centreYPx: 20, sidePx: 40, rotationRad: 0 }, 1e9);
    const out = flownSamples({ samples, widthPx: 40, heightPx: 40, topPx: 0 }, frame, flowWithin(flowOf(0.1, 0), everywhere));
    for (let x = 10; x < 20; x++) expect(Array.from(out.subarray((20 * 40 + x) * 4, (20 * 40 + x) * 4 + 4))).toEqual([200, 10, 10, 255]);
  });
});
