import type { Weight, WeightSource } from './weight-source.ts';

/** The same tensor of every domain, one below the other: D times `[rows,...]` to `[D * rows,...]`. */
export async function readStacked(weights: WeightSource, domainCount: number, keyOf: (domain: number) => string): Promise<Weight> {
  const first = await weights.read(keyOf(0));
  const samples = new Float32Array(domainCount * first.samples.length);
  samples.set(first.samples);
  for (let d = 1; d < domainCount; d++) {
    samples.set((await weights.read(keyOf(d))).samples, d * first.samples.length);
  }
  const [rows = 0, ...rest] = first.shape;
  return { shape: [domainCount * rows, ...rest], samples };
}

/** Each of D matrices transposed: `[D * out,in]` to `[D,in,out]`. */
export function transposeEach({ shape, samples }: Weight, domainCount: number): Weight {
  const [rows = 0, into = 0] = shape;
  const out = rows / domainCount;
  const transposed = new Float32Array(samples.length);
  for (let d = 0; d < domainCount; d++) {
    for (let o = 0; o < out; o++) {
      for (let i = 0; i < into; i++) transposed[(d * into + i) * out + o] = samples[(d * out + o) * into + i] ?? 0;
    }
  }
  return { shape: [domainCount, into, out], samples: transposed };
}
