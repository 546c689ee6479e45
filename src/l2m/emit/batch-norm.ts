import type { WeightSource } from './weight-source.ts';

/** Batch norm as inference sees it, per channel: `x * factor + shift`. */
export interface FixedNorm {
  readonly factors: readonly number[];
  readonly shifts: readonly number[];
}

/** Reads a batch norm (epsilon 1e-5) of which the running statistics are in force. */
export async function readBatchNorm(weights: WeightSource, key: string): Promise<FixedNorm> {
  const { samples: gamma } = await weights.read(`${key}.weight`);
  const { samples: beta } = await weights.read(`${key}.bias`);
  const { samples: mean } = await weights.read(`${key}.running_mean`);
  const { samples: variance } = await weights.read(`${key}.running_var`);
  const factors = Array.from(gamma, (value, c) => value / Math.sqrt((variance[c] ?? 0) + 1e-5));
  const shifts = Array.from(beta, (value, c) => value - (mean[c] ?? 0) * (factors[c] ?? 0));
  return { factors, shifts };
}

/** A kernel `[Cout,...]` with every output channel times its factor: the norm behind the convolution, folded in. */
export function foldFactors(samples: Float32Array, { factors }: FixedNorm): Float32Array<ArrayBuffer> {
  const perChannel = samples.length / factors.length;
  return Float32Array.from(samples, (value, i) => value * (factors[Math.floor(i / perChannel)] ?? 0));
}
