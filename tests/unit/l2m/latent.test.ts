import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codesOfReference, domainOfValues, editAttributes, editDomain, levelToStrength, sourceValueAt, type StyleLatents } from '../../../src/l2m/latent.ts';

const WIDTH = 6;

/** Latents whose related rows are all orthogonal to the unrelated one: the first half against the second. */
function latents(domains: number, seed = 1): StyleLatents {
  let state = seed;
  const random = (): number => { state = (state * 1103515245 + 12345) % 2 ** 31; return state / 2 ** 30 - 1; };
  const related = (): number[] => Array.from({ length: WIDTH }, (_, i) => (i < WIDTH / 2 ? random() : 0));
  return {
    unrelated: Float32Array.from({ length: WIDTH }, (_, i) => (i < WIDTH / 2 ? 0 : random())),
    related: Float32Array.from(related()),
    targets: Float32Array.from(Array.from({ length: domains }, related).flat()),
  };
}

function row(source: StyleLatents, domain: number): number[] {
  return [...source.targets.subarray(domain * WIDTH, (domain + 1) * WIDTH)];
}

function expectStyle(style: Float32Array, source: StyleLatents, related: readonly number[]): void {
  related.forEach((value, i) => { expect(style[i]).toBeCloseTo(value + source.unrelated[i]!, 5); });
}

describe('levelToStrength', () => {
  it('is 0 at the source value, 1 at the other end, negative beyond the source and above 1 beyond the other', () => {
    expect([-0.5, 0, 1, 1.5].map((level) => levelToStrength(level, 0))).toEqual([-0.5, 0, 1, 1.5]);
    expect([-0.5, 0, 1, 1.5].map((level) => levelToStrength(level, 1))).toEqual([1.5, 1, 0, -0.5]);
  });
});

describe('a source between its two values', () => {
  it('is at strength 0 where it lies, at 1 at either end and beyond by as much, without a jump', () => {
    expect([-0.5, 0, 0.3, 0.6, 0.8, 1, 1.5].map((level) => levelToStrength(level, 0.6))).toEqual([1.5, 1, 0.5, 0, expect.closeTo(0.5, 12), 1, 1.5]);
    expect([-0.5, 0, 0.59, 0.6, 0.61, 1.5].map((level) => sourceValueAt(level, 0.6))).toEqual([1, 1, 1, 1, 0, 0]);
  });

  it('has its own value where that is known, whatever the level', () => {
    expect([0, 1].map((source) => [-0.5, 0, 0.5, 1, 1.5].map((level) => sourceValueAt(level, source)))).toEqual([[0, 0, 0, 0, 0], [1, 1, 1, 1, 1]]);
    expect([0.4, 0.5, 0.51].map((source) => sourceValueAt(source, source))).toEqual([0, 0, 1]);
  });
});

describe('domainOfValues', () => {
  it('puts attribute j at bit j', () => {
    expect(domainOfValues([1, 0, 1])).toBe(5);
  });
});

describe('editAttributes', () => {
  const source = latents(8);

  it("is the paper's formula with one attribute, at any strength", () => {
    fc.assert(fc.property(fc.double({ min: -0.5, max: 1.5, noNaN: true }), (a) => {
      const target = row(source, 0b101 ^ 0b010);
      expectStyle(editAttributes(source, 0b101, [0, a, 0]).style, source, [...source.related].map((r, i) => r + a * (target[i]! - r)));
    }), { seed: 7 });
  });

  it("is exactly the model's own target at the corners", () => {
    expectStyle(editAttributes(source, 0b001, [1, 1, 0]).style, source, row(source, 0b010));
    expectStyle(editAttributes(source, 0b001, [1, 1, 1]).style, source, row(source, 0b110));
    expectStyle(editAttributes(source, 0b001, [0, 0, 0]).style, source, [...source.related]);
  });

  it('goes on along its own direction beyond the ends instead of compounding', () => {
    const at = (a: number, b: number): number[] => [...editAttributes(source, 0, [a, b, 0]).style];
    const step = at(1.2, 1).map((v, i) => v - at(1, 1)[i]!);
    const twice = at(1.4, 1.3).map((v, i) => v - at(1, 1.3)[i]!);
    twice.forEach((v, i) => { expect(v).toBeCloseTo(2 * step[i]!, 5); });
  });

  it('is continuous and stays orthogonal to the unrelated code', () => {
    const strength = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    fc.assert(fc.property(strength, strength, strength, (a, b, c) => {
      const here = editAttributes(source, 3, [a, b, c]);
      const near = editAttributes(source, 3, [a + 1e-6, b, c]);
      here.style.forEach((v, i) => { expect(Math.abs(v - near.style[i]!)).toBeLessThan(1e-4); });
      expect(Math.abs(here.cosine)).toBeLessThan(1e-6);
    }), { seed: 11 });
  });

  it('reports the cosine when a target is not orthogonal', () => {
    const skewed: StyleLatents = { unrelated: Float32Array.of(1, 0), related: Float32Array.of(0, 1), targets: Float32Array.of(0, 1, 1, 1) };
    expect(editAttributes(skewed, 0, [1]).cosine).toBeCloseTo(Math.SQRT1_2, 6);
  });
});

describe('editDomain', () => {
  it('walks from the related code to a named domain', () => {
    const source = latents(3);
    expectStyle(editDomain(source, 2, 0.25).style, source, [...source.related].map((r, i) => r + 0.25 * (row(source, 2)[i]! - r)));
  });
});

describe('an edit that another face leads', () => {
  const source = latents(8);
  const reference = latents(8, 5);
  const codes = codesOfReference(reference, 0b011);
  const code = (domain: number): Float32Array => codes.subarray(domain * WIDTH, (domain + 1) * WIDTH);

  it('has the reference’s own related code in its own domain, and what its transformers make of it in the others', () => {
    expect([...code(0b011)]).toEqual([...reference.related]);
    expect([...code(0b010)]).toEqual(row(reference, 0b010));
  });

  it('is s_unrelated(x) + a s_related(ref) + (1 - a) s_related(x), the source itself at 0 and beyond the reference above 1', () => {
    for (const a of [-0.5, 0, 0.3, 1, 1.4]) {
      expectStyle(editAttributes(source, 0b101, [0, 0, 0], { code: code(0b011), strength: a }).style, source, [...source.related].map((r, i) => a * reference.related[i]! + (1 - a) * r));
    }
  });

  it('adds what other attributes are set to, each along its own direction', () => {
    const lead = { code: code(0b001), strength: 0.6 };
    const both = editAttributes(source, 0b101, [0, 1.3, 0], lead).style;
    const parts = [editAttributes(source, 0b101, [0, 1.3, 0]).style, editAttributes(source, 0b101, [0, 0, 0], lead).style, editAttributes(source, 0b101, [0, 0, 0]).style];
    both.forEach((value, i) => { expect(value).toBeCloseTo(parts[0]![i]! + parts[1]![i]! - parts[2]![i]!, 5); });
  });

  it('takes the target’s place in a move between named domains', () => {
    expectStyle(editDomain(source, 2, 0.25, code(2)).style, source, [...source.related].map((r, i) => r + 0.25 * (code(2)[i]! - r)));
  });
});
