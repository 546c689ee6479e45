import { readBundle, readManifest } from '../../src/bundle/bundle-files.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import { folderBundleFiles } from '../../src/cli/node-bundle-files.ts';
import { median } from './time-model.ts';

const SIZES = [1, 4, 8] as const;
const MOST = 8;
const RUNS = 9;

/** How crops fare that go through the graphs together, against one at a time. */
export interface GraphBatch {
  readonly crops: number;
  /** Of style encoder, classifier, content encoder and decoder. */
  readonly msPerCrop: number;
  /** 8-bit samples of the decoder's pictures that differ from those of one crop at a time, and by how much at most. */
  readonly differing: number;
  readonly mostSteps: number;
}

/** Runs every graph that a face needs at several batch sizes on one thread, as a worker of the command line does. */
export async function measureGraphBatches(folder: string): Promise<readonly GraphBatch[]> {
  const files = folderBundleFiles(folder);
  const { manifest, graphs, checkImage } = await readBundle(files, await readManifest(files));
  const runtime = createNodeRuntime(1);
  const side = manifest.imageSizePx;
  const sessions = Object.fromEntries(await Promise.all([...graphs].map(async ([name, bytes]) => [name, await runtime.createSession(bytes)] as const)));
  // Crops that differ: the check image, moved on by some columns each.
  const crops = Float32Array.from({ length: MOST * checkImage.length }, (_, i) => {
    const [crop, at] = [Math.floor(i / checkImage.length), i % checkImage.length];
    return checkImage[at - (at % side) + (((at % side) + crop * 5) % side)]!;
  });
  const styles = Float32Array.from({ length: MOST * manifest.styleDim }, (_, i) => Math.sin(i));
  const runAll = async (first: number, count: number): Promise<Float32Array> => {
    const image = runtime.tensor(crops.slice(first * checkImage.length, (first + count) * checkImage.length), [count, 3, side, side]);
    for (const name of ['style-encoder', 'attribute-classifier']) for (const tensor of Object.values(await sessions[name]?.run({ image }) ?? {})) tensor.dispose();
    const features = await sessions['content-encoder']!.run({ image });
    const style = runtime.tensor(styles.slice(first * manifest.styleDim, (first + count) * manifest.styleDim), [count, manifest.styleDim]);
    const out = (await sessions['decoder']!.run({ ...features, style }))['image']!;
    const data = await out.read();
    for (const tensor of [image, style, out, ...Object.values(features)]) tensor.dispose();
    return data;
  };
  const results = new Map(SIZES.map((size) => [size, { times: [] as number[], samples: new Uint8ClampedArray() }]));
  for (let run = 0; run < RUNS; run++) {
    for (const size of SIZES) {
      const parts: number[] = [];
      const startMs = performance.now();
      for (let first = 0; first < MOST; first += size) for (const value of await runAll(first, size)) parts.push((value + 1) * 127.5);
      const result = results.get(size)!;
      result.samples = Uint8ClampedArray.from(parts);
      // The first runs warm up.
      if (run > 1) result.times.push((performance.now() - startMs) / MOST);
    }
  }
  const alone = results.get(1)!.samples;
  return SIZES.map((size) => {
    const { times, samples } = results.get(size)!;
    const steps = samples.map((value, i) => Math.abs(value - alone[i]!));
    return { crops: size, msPerCrop: median(times), differing: steps.filter((step) => step > 0).length, mostSteps: steps.reduce((most, step) => Math.max(most, step), 0) };
  });
}
