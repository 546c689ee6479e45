import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32ToFloat16 } from '../../../src/onnx/float16.ts';

/** The value of a binary16 pattern, from its definition. */
function valueOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 0x3ff;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

const halfOf = (value: number): number => float32ToFloat16(Float32Array.of(value), 'w')[0] ?? -1;
const finiteHalves = Array.from({ length: 0x7c00 }, (_, half) => half);

describe('float32ToFloat16', () => {
  it('keeps every finite half, of either sign', () => {
    const samples = Float32Array.from(finiteHalves, valueOf);
    expect(Array.from(float32ToFloat16(samples, 'w'))).toEqual(finiteHalves);
    expect(Array.from(float32ToFloat16(samples.map((value) => -value), 'w'))).toEqual(finiteHalves.map((half) => half | 0x8000));
  });

  it('rounds ties to even between all neighbours, subnormal ones too', () => {
    for (const half of finiteHalves.slice(0, -1)) {
      const middle = (valueOf(half) + valueOf(half + 1)) / 2;
      expect(halfOf(middle)).toBe(half % 2 === 0 ? half : half + 1);
    }
  });

  it('takes the nearest half', () => {
    fc.assert(fc.property(fc.float({ min: -65_000, max: 65_000, noNaN: true }), (value) => {
      const half = halfOf(value);
      const error = Math.abs(valueOf(half) - value);
      const magnitude = half & 0x7fff;
      const neighbours = [Math.max(0, magnitude - 1), magnitude + 1].map((bits) => Math.sign(value) * valueOf(bits));
      for (const neighbour of neighbours) expect(error).toBeLessThanOrEqual(Math.abs(neighbour - value));
    }), { numRuns: 2000, seed: 1 });
  });

  it('reads a view that begins inside its buffer', () => {
    expect(Array.from(float32ToFloat16(Float32Array.of(9, 1, -2).subarray(1), 'w'))).toEqual([0x3c00, 0xc000]);
  });

  it('keeps infinities and not-a-number as they are', () => {
    expect(halfOf(Number.POSITIVE_INFINITY)).toBe(0x7c00);
    expect(valueOf(halfOf(Number.NaN))).toBeNaN();
  });

  it('refuses a finite sample that would become infinite', () => {
    expect(valueOf(halfOf(65_519))).toBe(65_504);
    expect(() => halfOf(65_520)).toThrow(expect.objectContaining({ code: 'float16-overflow', message: expect.stringContaining('"w"') as string }));
    expect(() => halfOf(-1e6)).toThrow(expect.objectContaining({ code: 'float16-overflow' }));
  });
});
