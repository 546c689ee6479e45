import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantise } from '../../../src/onnx/int8.ts';

describe('quantise', () => {
  it('gives each channel of the output axis its own scale', () => {
    // Two rows: the second's largest is a hundredth of the first's.
    const rows = Float32Array.of(127, -63.4, 0, 1.27, -0.634, 0.01);
    expect(quantise(rows, [2, 3], 0)).toEqual({ numbers: Int8Array.of(127, -63, 0, 127, -63, 1), scales: Float32Array.of(1, 0.01) });
    const columns = Float32Array.of(127, 1.27, -63.4, -0.634, 0, 0.01);
    expect(quantise(columns, [3, 2], 1)).toEqual({ numbers: Int8Array.of(127, 127, -63, -63, 0, 1), scales: Float32Array.of(1, 0.01) });
    expect(quantise(columns, [1, 3, 2], 2).scales).toEqual(Float32Array.of(1, 0.01));
  });

  it('moves nothing by more than half a step of its channel', () => {
    const sample = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    fc.assert(fc.property(fc.array(sample, { minLength: 12, maxLength: 12 }), (samples) => {
      const { numbers, scales } = quantise(Float32Array.from(samples), [4, 3], 0);
      samples.forEach((value, i) => {
        const row = Math.floor(i / 3);
        const largest = Math.max(...samples.slice(row * 3, row * 3 + 3).map(Math.abs));
        expect(Math.abs(numbers[i]! * scales[row]! - value)).toBeLessThanOrEqual((largest / 254) * 1.0001 + 1e-30);
      });
    }));
  });

  it('takes half as many steps for a large tensor', () => {
    const { numbers, scales } = quantise(Float32Array.from({ length: 2 ** 16 }, (_, i) => (i % 5) - 2), [1, 2 ** 16], 0);
    expect([Math.max(...numbers), scales[0]]).toEqual([63, Math.fround(2 / 63)]);
  });

  it('keeps zeros and all that is fainter than any scale at 0', () => {
    for (const samples of [[0, 0, 0], [1e-44, -1e-43, 0]]) {
      const { numbers, scales } = quantise(Float32Array.from(samples), [1, 3], 0);
      expect([[...numbers], Number.isFinite(scales[0]) && scales[0]! > 0]).toEqual([[0, 0, 0], true]);
    }
  });
});
