import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** Values by name, each with the domain of the crop that it was measured on. */
export class Averages {
  readonly #lists = new Map<string, { readonly value: number; readonly domain: number }[]>();

  add(name: string, value: number, domain: number): void {
    const list = this.#lists.get(name) ?? [];
    list.push({ value, domain });
    this.#lists.set(name, list);
  }

  /** Mean of each domain, then over domains, so that rare ones count as much; undefined when nothing was measured. */
  mean(name: string): number | undefined {
    const byDomain = new Map<number, number[]>();
    for (const { value, domain } of this.#lists.get(name) ?? []) byDomain.set(domain, [...(byDomain.get(domain) ?? []), value]);
    return byDomain.size === 0 ? undefined : meanOf([...byDomain.values()].map(meanOf));
  }
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The value below which a share (0 to 1) of the values lies; the lower middle one for 0.5. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN;
}

/** Spearman's rank correlation of scores with 0, 1, 2, ... (no ties expected). */
export function spearman(scores: readonly number[]): number {
  const rank = new Map(scores.map((_, i) => i).toSorted((a, b) => scores[a]! - scores[b]!).map((index, place) => [index, place]));
  const middle = (scores.length - 1) / 2;
  const products = scores.map((_, i) => (i - middle) * (rank.get(i)! - middle));
  const squares = scores.map((_, i) => (i - middle) ** 2);
  return meanOf(products) / meanOf(squares);
}

/** Squared Frechet distance of two clouds of features, each taken as normal. */
export function frechetDistance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const [p, q] = [centred(a), centred(b)];
  const apart = p.mean.reduce((sum, value, i) => sum + (value - q.mean[i]!) ** 2, 0);
  // tr sqrt(S_p S_q) is the sum of the singular values of p q^T, a small matrix whatever the number of features.
  const shared = new SingularValueDecomposition(p.rows.mmul(q.rows.transpose()), { computeLeftSingularVectors: false, computeRightSingularVectors: false, autoTranspose: true });
  return apart + p.rows.norm('frobenius') ** 2 + q.rows.norm('frobenius') ** 2 - 2 * shared.diagonal.reduce((sum, value) => sum + value, 0);
}

function centred(cloud: readonly ArrayLike<number>[]): { readonly mean: readonly number[]; readonly rows: Matrix } {
  const rows = new Matrix(cloud.map((row) => Array.from(row)));
  const mean = rows.mean('column');
  return { mean, rows: rows.subRowVector(mean).div(Math.sqrt(cloud.length - 1)) };
}

/** Unbiased squared maximum mean discrepancy of two clouds with the kernel (x.y / F + 1)^3. */
export function kernelDistance(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  const within = (cloud: readonly ArrayLike<number>[]): number =>
    meanOf(cloud.flatMap((u, i) => cloud.flatMap((v, j) => (i === j ? [] : [kernel(u, v)]))));
  return within(a) + within(b) - 2 * meanOf(a.flatMap((u) => b.map((v) => kernel(u, v))));
}

function kernel(u: ArrayLike<number>, v: ArrayLike<number>): number {
  let dot = 0;
  for (let i = 0; i < u.length; i++) dot += u[i]! * v[i]!;
  return (dot / u.length + 1) ** 3;
}
