import { cosine } from '../core/cosine.ts';

/** What the style-transformer graph says of one face, for one source domain (design section 1). */
export interface StyleLatents {
  /** s_unrelated `[K]` */
  readonly unrelated: Float32Array;
  /** s_related `[K]` */
  readonly related: Float32Array;
  /** s_related_target `[D,K]` row-major */
  readonly targets: Float32Array;
}

/** Another face that leads an edit (design section 2). */
export interface Lead {
  /** `[K]`: its related code in the domain that it leads to */
  readonly code: ArrayLike<number>;
  /** 0 the source's own related code, 1 the reference's. */
  readonly strength: number;
}

/** An edited face in style space. */
export interface EditedStyle {
  /** `[K]`: the code that drives the decoder */
  readonly style: Float32Array<ArrayBuffer>;
  /** Cosine of the edited related code with s_unrelated; the model is trained to keep it near 0. */
  readonly cosine: number;
}

/**
 * Strength of a level: a = |L - b| towards the other value, -|L - b| beyond the source's own (design section 2). A source between
 * the two values is at strength 0 there, and at the full edit at either end.
 */
export function levelToStrength(level: number, source: number): number {
  if (source <= 0) return level;
  if (source >= 1) return 1 - level;
  if (level > source) return level < 1 ? (level - source) / (1 - source) : level;
  return level > 0 ? (source - level) / source : 1 - level;
}

/** The value that a source counts as for a level: its own, or between the two the one that the level leads away from, and at rest the nearer one. */
export function sourceValueAt(level: number, source: number): 0 | 1 {
  if (source <= 0 || source >= 1 || level === source) return source > 0.5 ? 1 : 0;
  return level > source ? 0 : 1;
}

/** Domain index of binary values: domain bit j = attribute j. */
export function domainOfValues(values: readonly (0 | 1)[]): number {
  return values.reduce<number>((domain, value, j) => domain | (value << j), 0);
}

/**
 * Moves several binary attributes at once: the multilinear blend of the model's own targets, continued linearly past its
 * ends (design section 2). With one attribute it is Yang et al. 2021: s~ = s_unrelated + s_related + a (target - s_related).
 * A reference, where there is one, moves the related code by a (code - s_related) beside that.
 */
export function editAttributes(latents: StyleLatents, sourceDomain: number, strengths: readonly number[], lead?: Lead): EditedStyle {
  const touched = strengths.flatMap((strength, bit) => (strength === 0 ? [] : [{ bit, strength, inside: Math.min(1, Math.max(0, strength)) }]));
  const inside = touched.map((t) => t.inside);
  const related = blend(latents, sourceDomain, touched.map((t) => t.bit), inside);
  touched.forEach(({ strength }, j) => {
    const beyond = strength - inside[j]!;
    if (beyond === 0) return;
    const bits = touched.map((t) => t.bit);
    const on = blend(latents, sourceDomain, bits, inside.with(j, 1));
    const off = blend(latents, sourceDomain, bits, inside.with(j, 0));
    for (let i = 0; i < related.length; i++) related[i] = related[i]! + beyond * (on[i]! - off[i]!);
  });
  if (lead) for (let i = 0; i < related.length; i++) related[i] = related[i]! + lead.strength * (lead.code[i]! - latents.related[i]!);
  return finish(latents, related);
}

/** Moves between unordered domains: s_related + a (s_related_target[target] - s_related); a reference's code takes the target's place. */
export function editDomain(latents: StyleLatents, targetDomain: number, strength: number, code?: ArrayLike<number>): EditedStyle {
  const target = code ?? targetRow(latents, targetDomain);
  return finish(latents, Float32Array.from(latents.related, (value, i) => value + strength * (target[i]! - value)));
}

/** The related code of a face in every domain, `[D,K]`: in its own as its head reads it, in the others as the domain transformers move it. */
export function codesOfReference({ related, targets }: StyleLatents, ownDomain: number): Float32Array<ArrayBuffer> {
  const codes = Float32Array.from(targets);
  codes.set(related, ownDomain * related.length);
  return codes;
}

/** M(c): the blend over the subsets T of the touched attributes, r(T) weighted by prod c_j prod (1 - c_j). */
function blend(latents: StyleLatents, sourceDomain: number, bits: readonly number[], amounts: readonly number[]): Float32Array<ArrayBuffer> {
  const sum = new Float32Array(latents.related.length);
  for (let subset = 0; subset < 2 ** bits.length; subset++) {
    let weight = 1;
    let flipped = 0;
    bits.forEach((bit, j) => {
      const amount = amounts[j]!;
      const isIn = (subset >> j) & 1;
      weight *= isIn ? amount : 1 - amount;
      flipped |= isIn << bit;
    });
    if (weight === 0) continue;
    const row = flipped === 0 ? latents.related : targetRow(latents, sourceDomain ^ flipped);
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + weight * row[i]!;
  }
  return sum;
}

function targetRow(latents: StyleLatents, domain: number): Float32Array {
  const width = latents.related.length;
  return latents.targets.subarray(domain * width, (domain + 1) * width);
}

function finish(latents: StyleLatents, related: Float32Array<ArrayBuffer>): EditedStyle {
  return { style: related.map((value, i) => value + latents.unrelated[i]!), cosine: cosine(related, latents.unrelated) };
}
