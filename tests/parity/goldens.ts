import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** A tensor out of PyTorch, row-major. */
export interface Golden {
  readonly dims: readonly number[];
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Path of a file in tests/fixtures/tiny-l2m/. */
export function tinyPath(file: string): string {
  return fileURLToPath(new URL(`../fixtures/tiny-l2m/${file}`, import.meta.url));
}

/** The tensors that make_tiny_l2m.py wrote under this name. */
export async function readGoldens(name: string): Promise<ReadonlyMap<string, Golden>> {
  const table = JSON.parse(await readFile(tinyPath(`${name}.json`), 'utf8')) as Record<string, { readonly shape: readonly number[]; readonly offset: number }>;
  const bytes = await readFile(tinyPath(`${name}.bin`));
  const all = new Float32Array(Uint8Array.from(bytes).buffer);
  return new Map(Object.entries(table).map(([key, { shape, offset }]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return [key, { dims: shape, samples: all.slice(offset, offset + size) }];
  }));
}

/** Uniform samples in [-1,1), the same as `noise` in make_tiny_l2m.py. */
export function noise(dims: readonly number[], seed: number): Golden {
  const samples = new Float32Array(dims.reduce((product, dim) => product * dim, 1));
  for (let i = 0; i < samples.length; i++) {
    let x = (i + seed * 1_000_003) >>> 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d) >>> 0;
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b) >>> 0;
    x = (x ^ (x >>> 16)) >>> 0;
    samples[i] = (x >>> 8) / 2 ** 23 - 1;
  }
  return { dims, samples };
}

/** Largest absolute difference; infinite when shapes differ or a sample is not a number. */
export function maxError(received: Golden, expected: Golden): number {
  if (received.dims.join() !== expected.dims.join()) return Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const [i, value] of expected.samples.entries()) {
    const error = Math.abs(value - (received.samples[i] ?? Number.NaN));
    worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
  }
  return worst;
}

/** Root mean square: what an error is to be seen against. */
export function rootMeanSquare({ samples }: Golden): number {
  return Math.sqrt(samples.reduce((sum, value) => sum + value ** 2, 0) / samples.length);
}

/** Mean absolute difference. */
export function meanError(received: Golden, expected: Golden): number {
  if (received.dims.join() !== expected.dims.join()) return Number.POSITIVE_INFINITY;
  return expected.samples.reduce((sum, value, i) => sum + Math.abs(value - (received.samples[i] ?? Number.NaN)), 0) / expected.samples.length;
}

/** Part of the samples that are off by more than `bound`; 1 when shapes differ. */
export function partOffBy(bound: number, received: Golden, expected: Golden): number {
  if (received.dims.join() !== expected.dims.join()) return 1;
  const off = expected.samples.filter((value, i) => !(Math.abs(value - (received.samples[i] ?? Number.NaN)) <= bound));
  return off.length / expected.samples.length;
}

/** Row `index` of every `[N,D,K]`: `[N,K]`. */
export function pick({ dims, samples }: Golden, index: number): Golden {
  const [n = 0, d = 0, k = 0] = dims;
  const picked = new Float32Array(n * k);
  for (let i = 0; i < n; i++) picked.set(samples.subarray((i * d + index) * k, (i * d + index + 1) * k), i * k);
  return { dims: [n, k], samples: picked };
}

/** Every n-th sample along each axis, from the first on: `x[::n]` of NumPy. */
export function everyNth({ dims, samples }: Golden, steps: readonly number[]): Golden {
  const kept = dims.map((dim, axis) => Math.ceil(dim / (steps[axis] ?? 1)));
  const picked = new Float32Array(kept.reduce((product, dim) => product * dim, 1));
  for (let i = 0; i < picked.length; i++) {
    let [rest, at, stride] = [i, 0, 1];
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      at += (rest % (kept[axis] ?? 1)) * (steps[axis] ?? 1) * stride;
      rest = Math.floor(rest / (kept[axis] ?? 1));
      stride *= dims[axis] ?? 1;
    }
    picked[i] = samples[at] ?? Number.NaN;
  }
  return { dims: kept, samples: picked };
}
