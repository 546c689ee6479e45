import { describe, expect, it } from 'vitest';
import { explainStyle } from '../../../src/l2m/insight.ts';

const latents = (unrelated: readonly number[], related: readonly number[], ...targets: readonly (readonly number[])[]) => ({
  unrelated: Float32Array.from(unrelated), related: Float32Array.from(related), targets: Float32Array.from(targets.flat()),
});

describe('a style code taken apart', () => {
  it('has lengths, and the cosine of its related part with the unrelated one, before and after', () => {
    const told = explainStyle(latents([3, 0, 0], [0, 2, 0], [0, 2, 0]), Float32Array.of(3 + 4, 3, 0));
    expect(told).toMatchObject({ unrelatedLength: 3, relatedLength: 2, editedLength: 5, cosineBefore: 0 });
    expect(told.cosineAfter).toBeCloseTo(0.8, 6);
    expect(explainStyle(latents([0, 0], [1, 1], [2, 0]), Float32Array.of(1, 1)).cosineBefore).toBe(0);
  });

  it('is mapped without a loss where its codes differ in two directions only, whichever those are', () => {
    // Corners of a rectangle of 4 by 2, turned in space and moved.
    const [u, v] = [[0.6, 0.8, 0, 0], [0, 0, 0.28, 0.96]];
    const at = (a: number, b: number): number[] => u.map((value, i) => 1 + a * value + b * v[i]!);
    const { map } = explainStyle(latents([0, 0, 0, 0], at(0, 0), at(4, 0), at(0, 2), at(4, 2)), Float32Array.from(at(2, 1)));
    const apart = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y);
    expect(map.shownShare).toBeCloseTo(1, 6);
    expect([apart(map.source, map.targets[0]!), apart(map.source, map.targets[1]!), apart(map.targets[0]!, map.targets[1]!)]).toEqual([expect.closeTo(4, 5), expect.closeTo(2, 5), expect.closeTo(Math.sqrt(20), 5)]);
    expect([map.edited.x, map.edited.y]).toEqual([expect.closeTo(0, 5), expect.closeTo(0, 5)]);
    // The first axis is that of the longer side.
    expect(Math.abs(map.source.x)).toBeCloseTo(2, 5);
  });

  it('says how much of the differences a map leaves out, and is a point where there are none', () => {
    const cube = explainStyle(latents([0, 0, 0], [0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]), Float32Array.of(0, 0, 0));
    expect(cube.map.shownShare).toBeGreaterThan(0.5);
    expect(cube.map.shownShare).toBeLessThan(0.95);
    const none = explainStyle(latents([1, 0], [2, 2], [2, 2], [2, 2]), Float32Array.of(3, 2));
    expect(none.map).toMatchObject({ shownShare: 1, source: { x: 0, y: 0 }, targets: [{ x: 0, y: 0 }, { x: 0, y: 0 }] });
  });
});
