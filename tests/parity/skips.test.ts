import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { convertCheckpoint, type Conversion } from '../../src/l2m/convert.ts';
import { emitMasks } from '../../src/l2m/emit/heatmap-masks.ts';
import type { GraphName } from '../../src/l2m/spec.ts';
import { GraphBuilder, type WeightStorage } from '../../src/onnx/graph-builder.ts';
import { everyNth, maxError, meanError, noise, partOffBy, pick, readGoldens, rootMeanSquare, tinyPath, type Golden } from './goldens.ts';
import { runGraph } from './run-graph.ts';

/** Float32 storage: absolute, for the mask half and for all else. */
const TOLERANCE = 1e-4;
/** Float16 storage: largest error as part of an output's root mean square. */
const FLOAT16_TOLERANCE = 0.03;
/** Masks are too steep to compare sample by sample behind a network: a sample near the threshold moves by much for a rounding. */
const MASK_STEP = 1e-3;
const MASK_PART_OFF = 1e-3;
const FLOAT16_MASK_MEAN_ERROR = 5e-3;

const VARIANTS = [
  { name: 'skips256', images: 1, imageSizePx: 256, domains: 2, skips: [32, 64, 128] },
  { name: 'skips64', images: 2, imageSizePx: 64, domains: 3, skips: [32, 64] },
] as const;
const STORAGES: readonly WeightStorage[] = ['float32', 'float16'];
const rows: string[][] = [];

async function convertTiny(file: string, storage: WeightStorage): Promise<Conversion> {
  await using source = await openFileByteSource(tinyPath(file));
  return await convertCheckpoint(await openCheckpoint(source), { storage });
}

/** Samples in [0,1): the same as `masks` in make_skips_l2m.py. */
function noiseMask(images: number, seed: number): Golden {
  const { dims, samples } = noise([images, 1, 256, 256], seed);
  return { dims, samples: samples.map((value) => (value + 1) / 2) };
}

/** Sparse blobs: the same as in make_skips_l2m.py. */
function sparseHeatmaps(): Golden {
  const { dims, samples } = noise([2, 98, 64, 64], 30);
  return { dims, samples: samples.map((value) => Math.max(0, 4 * value - 3.75)) };
}

async function runMasks(heatmaps: Golden): Promise<{ readonly mask0: Golden; readonly mask1: Golden }> {
  const graph = new GraphBuilder('masks', 'float32');
  emitMasks(graph, graph.input('heatmaps', ['N', 98, 64, 64]));
  const outputs = await runGraph(graph.finish(), { heatmaps });
  return { mask0: outputs.get('mask0')!, mask1: outputs.get('mask1')! };
}

describe('masks from heatmaps against PyTorch', () => {
  it.each(['mask0', 'mask1'] as const)('%s', async (name) => {
    const expected = (await readGoldens('plane-ops')).get(`${name}_every_4th`)!;
    const error = maxError(everyNth((await runMasks(sparseHeatmaps()))[name], [1, 1, 4, 4]), expected);
    rows.push(['masks from heatmaps', 'float32', name, error.toExponential(1), TOLERANCE.toExponential(1)]);
    expect(error).toBeLessThan(TOLERANCE);
  });

  it('are numbers from 0 to 1 whatever the heatmaps hold', async () => {
    const { dims, samples } = sparseHeatmaps();
    for (const [i, bad] of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e38].entries()) samples[(54 + 20 * i) * 4096 + 99] = bad;
    for (const mask of Object.values(await runMasks({ dims, samples }))) {
      expect(mask.samples.every((value) => value >= 0 && value <= 1)).toBe(true);
    }
  });
});

describe.each(VARIANTS)('graphs of "$name" against PyTorch', ({ name, images, imageSizePx, domains, skips }) => {
  const image = noise([images, 3, imageSizePx, imageSizePx], 1);
  let goldens: ReadonlyMap<string, Golden>;
  beforeAll(async () => {
    goldens = await readGoldens(name);
  });
  const golden = (key: string): Golden => {
    const found = goldens.get(key);
    if (found === undefined) throw new Error(`no golden "${key}"`);
    return found;
  };

  describe.each(STORAGES)('%s storage', (storage) => {
    let conversion: Conversion;
    beforeAll(async () => {
      conversion = await convertTiny(`${name}.pt`, storage);
    });
    const run = (graph: GraphName, inputs: Readonly<Record<string, Golden>>) => runGraph(conversion.graphs.get(graph)!.bytes, inputs);
    const expectClose = (graph: string, what: string, received: Golden, expected: Golden): void => {
      const error = maxError(received, expected);
      const allowed = storage === 'float32' ? TOLERANCE : FLOAT16_TOLERANCE * rootMeanSquare(expected);
      rows.push([`${name}, ${graph}`, storage, what, error.toExponential(1), allowed.toExponential(1)]);
      expect(error, `${graph} ${what}`).toBeLessThan(allowed);
    };

    const expectMean = (graph: string, what: string, received: Golden, expected: Golden): void => {
      const error = meanError(received, expected);
      const allowed = FLOAT16_TOLERANCE * rootMeanSquare(expected);
      rows.push([`${name}, ${graph}`, storage, what, error.toExponential(1), allowed.toExponential(1)]);
      expect(error, what).toBeLessThan(allowed);
    };
    const expectMask = (mask: string, received: Golden, expected: Golden): void => {
      const [what, error, allowed] = storage === 'float32'
        ? [`part off by ${MASK_STEP}`, partOffBy(MASK_STEP, received, expected), MASK_PART_OFF] as const
        : ['mean error', meanError(received, expected), FLOAT16_MASK_MEAN_ERROR] as const;
      rows.push([`${name}, landmark-heatmaps`, storage, `${mask}, ${what}`, error.toExponential(1), allowed.toExponential(1)]);
      expect(error, mask).toBeLessThanOrEqual(allowed);
    };

    it('has the graphs of the contract, in its order', () => {
      expect([...conversion.graphs.keys()]).toEqual(['style-encoder', 'style-transformer', 'landmark-heatmaps', 'content-encoder', 'decoder']);
      expect(conversion.skippedKeys.filter((key) => !/attention|num_batches_tracked|decode\.\d\.conv1x1/.test(key))).toEqual([]);
    });

    it('style-encoder and style-transformer', async () => {
      expectClose('style-encoder', 'codes', (await run('style-encoder', { image })).get('codes')!, golden('codes'));
      const outputs = await run('style-transformer', { code: pick(golden('codes'), 0) });
      for (const output of ['unrelated', 'related', 'targets']) expectClose('style-transformer', output, outputs.get(output)!, golden(output));
      expect(golden('targets').dims[1]).toBe(domains);
    });

    it('landmark-heatmaps', async () => {
      const outputs = await run('landmark-heatmaps', { image });
      expectClose('landmark-heatmaps', 'heatmaps', everyNth(outputs.get('heatmaps')!, [1, 7, 2, 2]), golden('heatmaps_every_7th'));
      for (const mask of ['mask0', 'mask1']) expectMask(mask, everyNth(outputs.get(mask)!, [1, 1, 4, 4]), golden(`${mask}_every_4th`));
    });

    it('content-encoder and decoder', async () => {
      const outputs = await run('content-encoder', { image, mask0: noiseMask(images, 31), mask1: noiseMask(images, 32) });
      expect([...outputs.keys()].sort()).toEqual(['content', ...skips.map((side) => `skip${side}`)].sort());
      expectClose('content-encoder', 'content', outputs.get('content')!, golden('content'));
      for (const side of skips) expectClose('content-encoder', `skip${side}`, everyNth(outputs.get(`skip${side}`)!, [1, 1, 4, 4]), golden(`skip${side}_every_4th`));
      const rendered = (await run('decoder', { ...Object.fromEntries(outputs), style: golden('style') })).get('image')!;
      expectClose('decoder', 'image', everyNth(rendered, [1, 1, 4, 4]), golden('image_every_4th'));
    });

    it('all in a row, from image to image', async () => {
      const codes = (await run('style-encoder', { image })).get('codes')!;
      const split = await run('style-transformer', { code: pick(codes, 0) });
      const target = pick(split.get('targets')!, 1);
      const style = { dims: target.dims, samples: target.samples.map((value, i) => value + split.get('unrelated')!.samples[i]!) };
      const { mask0, mask1 } = Object.fromEntries(await run('landmark-heatmaps', { image }));
      const features = await run('content-encoder', { image, mask0: mask0!, mask1: mask1! });
      const rendered = everyNth((await run('decoder', { ...Object.fromEntries(features), style })).get('image')!, [1, 1, 4, 4]);
      if (storage === 'float32') expectClose('all in a row', 'image', rendered, golden('edited_every_4th'));
      else expectMean('all in a row', 'image, mean error', rendered, golden('edited_every_4th'));
    });

    it('decoder with one face and three styles', async () => {
      const outputs = await run('content-encoder', { image: noise([1, 3, imageSizePx, imageSizePx], 1), mask0: noiseMask(1, 31), mask1: noiseMask(1, 32) });
      const style = golden('style').samples.slice(0, 8);
      const one = (await run('decoder', { ...Object.fromEntries(outputs), style: { dims: [1, 8], samples: style } })).get('image')!;
      const three = (await run('decoder', { ...Object.fromEntries(outputs), style: { dims: [3, 8], samples: Float32Array.from([...style, ...style, ...style]) } })).get('image')!;
      const samples = Float32Array.from({ length: three.samples.length }, (_, i) => one.samples[i % one.samples.length]!);
      expect(maxError(three, { dims: three.dims, samples })).toBeLessThan(1e-5);
      expect(three.dims).toEqual([3, 3, imageSizePx, imageSizePx]);
    });
  });
});

describe.each(STORAGES)('one checkpoint saved in three ways, %s storage', (storage) => {
  it.each(['skips64.legacy.pt', 'skips64.strided.pt'])('%s gives the graphs of skips64.pt, byte for byte', async (file) => {
    const [zip, other] = [await convertTiny('skips64.pt', storage), await convertTiny(file, storage)];
    expect([...other.graphs.keys()]).toEqual([...zip.graphs.keys()]);
    for (const [graph, { bytes }] of zip.graphs) expect(Buffer.compare(bytes, other.graphs.get(graph)!.bytes), graph).toBe(0);
  });
});

afterAll(() => {
  console.log(`Largest error per graph\n${formatTable([['model, graph', 'storage', 'output', 'error', 'allowed'], ...rows])}`);
});
