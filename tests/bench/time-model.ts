import type { BundleContents } from '../../src/bundle/bundle-files.ts';
import type { L2mModel } from '../../src/engine/l2m-model.ts';

/** Medians in milliseconds. */
export interface ModelTimes {
  readonly decoderMs: number;
  /** Every graph that a new face needs, then the decoder. */
  readonly fullMs: number;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Times the decoder alone and a full encode plus decode on the bundle's check image. */
export async function timeModel(model: L2mModel, contents: BundleContents, runs = 25): Promise<ModelTimes> {
  const { sourceDomain } = contents.manifest.check;
  const full: number[] = [];
  const decoder: number[] = [];
  for (let i = 0; i < runs; i++) {
    const started = performance.now();
    const face = await model.encode(contents.checkImage.slice());
    const latents = await model.latents(face, sourceDomain);
    const style = Float32Array.from(latents.unrelated, (value, j) => value + latents.related[j]!);
    const encoded = performance.now();
    await model.decode(face.features, style);
    const done = performance.now();
    for (const tensor of Object.values(face.features)) tensor.dispose();
    // The first runs warm up caches and the JIT.
    if (i < 5) continue;
    full.push(done - started);
    decoder.push(done - encoded);
  }
  return { decoderMs: median(decoder), fullMs: median(full) };
}
