import { expect, it } from 'vitest';
import { normalNoise } from '../../../src/core/normal-noise.ts';

it('is normally distributed, the same of a seed and another of the next', () => {
  const many = normalNoise(3, 20_000);
  const mean = many.reduce((sum, value) => sum + value, 0) / many.length;
  const variance = many.reduce((sum, value) => sum + (value - mean) ** 2, 0) / many.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(many.filter((value) => Math.abs(value) < 1).length / many.length).toBeCloseTo(0.683, 1);
  expect([...normalNoise(3, 16)]).toEqual([...many.slice(0, 16)]);
  expect(Math.max(...[0, 1, 2, 7777, 2 ** 31 - 1].map((seed) => Math.abs(normalNoise(seed, 8)[0]! - normalNoise(seed + 1, 8)[0]!)))).toBeGreaterThan(0.01);
  // A recipe keeps the seed alone: what it stands for must never change.
  normalNoise(42, 3).forEach((value, i) => { expect(value).toBeCloseTo([-0.9562, -0.2730, -1.8416][i]!, 4); });
});
