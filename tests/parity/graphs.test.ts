import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { convertCheckpoint, type Conversion } from '../../src/l2m/convert.ts';
import type { GraphName } from '../../src/l2m/spec.ts';
import type { WeightStorage } from '../../src/onnx/graph-builder.ts';
import { maxError, noise, pick, readGoldens, rootMeanSquare, tinyPath, type Golden } from './goldens.ts';
import { runGraph } from './run-graph.ts';

/** Float32 storage: absolute. */
const TOLERANCE = 1e-4;
/** Float16 storage rounds each weight by up to 2^-11 of itself; largest error as part of an output's root mean square, one graph. */
const FLOAT16_TOLERANCE = 0.02;
/** The same through all graphs in a row. */
const FLOAT16_CHAIN_TOLERANCE = 0.05;

/** Int8 storage rounds each weight by up to a 254th of its channel's largest; a wrong scale is off by 1 and more. */
const INT8_TOLERANCE = 0.2;
const INT8_CHAIN_TOLERANCE = 0.4;

const CHAIN = 'all in a row';

const VARIANTS = [
  { name: 'eight', images: 3, imageSizePx: 64, domains: 8, classified: true, savedHalf: false },
  { name: 'four', images: 1, imageSizePx: 128, domains: 4, classified: true, savedHalf: false },
  { name: 'three', images: 2, imageSizePx: 64, domains: 3, classified: false, savedHalf: false },
  { name: 'two', images: 1, imageSizePx: 64, domains: 2, classified: true, savedHalf: true },
  { name: 'patch', images: 2, imageSizePx: 64, domains: 2, classified: false, savedHalf: false },
] as const;

const STORAGES: readonly WeightStorage[] = ['float32', 'float16', 'int8'];
const rows: string[][] = [];

async function convertTiny(name: string, storage: WeightStorage): Promise<Conversion> {
  await using source = await openFileByteSource(tinyPath(`${name}.pt`));
  return await convertCheckpoint(await openCheckpoint(source), { storage });
}

/** The first of a batch. */
function first({ dims, samples }: Golden): Golden {
  return { dims: [1, ...dims.slice(1)], samples: samples.slice(0, samples.length / (dims[0] ?? 1)) };
}

function sum(x: Golden, y: Golden): Golden {
  return { dims: x.dims, samples: x.samples.map((value, i) => value + (y.samples[i] ?? Number.NaN)) };
}

describe.each(VARIANTS)('graphs of "$name" against PyTorch', (variant) => {
  const image = noise([variant.images, 3, variant.imageSizePx, variant.imageSizePx], 1);
  let goldens: ReadonlyMap<string, Golden>;
  beforeAll(async () => {
    goldens = await readGoldens(variant.name);
  });
  const golden = (name: string): Golden => {
    const found = goldens.get(name);
    if (found === undefined) throw new Error(`no golden "${name}"`);
    return found;
  };

  describe.each(STORAGES)('%s storage', (storage) => {
    let conversion: Conversion;
    beforeAll(async () => {
      conversion = await convertTiny(variant.name, storage);
    });

    const run = async (graph: GraphName, inputs: Readonly<Record<string, Golden>>, output: string): Promise<Golden> => {
      const emitted = conversion.graphs.get(graph);
      if (emitted === undefined) throw new Error(`no graph "${graph}"`);
      const found = (await runGraph(emitted.bytes, inputs)).get(output);
      if (found === undefined) throw new Error(`no output "${output}" of "${graph}"`);
      return found;
    };

    /** A checkpoint saved in float16 loses nothing by float16 storage, but for the classifier's folded kernels. */
    const isExact = (graph: string): boolean => storage === 'float32' || (storage === 'float16' && variant.savedHalf && graph !== 'attribute-classifier');
    const expectClose = (graph: string, what: string, received: Golden, expected: Golden): void => {
      const error = maxError(received, expected);
      const [single, chain] = storage === 'int8' ? [INT8_TOLERANCE, INT8_CHAIN_TOLERANCE] : [FLOAT16_TOLERANCE, FLOAT16_CHAIN_TOLERANCE];
      const relative = graph === CHAIN ? chain : single;
      const allowed = isExact(graph) ? TOLERANCE : relative * rootMeanSquare(expected);
      rows.push([`${variant.name}, ${graph}`, storage, what, error.toExponential(1), allowed.toExponential(1)]);
      expect(error, `${graph} ${what}`).toBeLessThan(allowed);
    };

    it('style-encoder', async () => {
      expectClose('style-encoder', 'codes', await run('style-encoder', { image }, 'codes'), golden('codes'));
      expectClose('style-encoder', 'codes, N = 1', await run('style-encoder', { image: first(image) }, 'codes'), first(golden('codes')));
    });

    it('style-transformer', async () => {
      const code = pick(golden('codes'), variant.domains - 1);
      for (const output of ['unrelated', 'related', 'targets']) {
        expectClose('style-transformer', output, await run('style-transformer', { code }, output), golden(output));
      }
    });

    it('content-encoder', async () => {
      expectClose('content-encoder', 'content', await run('content-encoder', { image }, 'content'), golden('content'));
    });

    it('decoder', async () => {
      const inputs = { content: golden('content'), style: golden('style') };
      expectClose('decoder', `image, B = M = ${variant.images}`, await run('decoder', inputs, 'image'), golden('image'));
    });

    if (variant.images === 3) {
      it('decoder with one face and three styles', async () => {
        const inputs = { content: first(golden('content')), style: golden('style') };
        expectClose('decoder', 'image, B = 1, M = 3', await run('decoder', inputs, 'image'), golden('image_of_first'));
      });
    }

    if (variant.classified) {
      it('attribute-classifier', async () => {
        expectClose('attribute-classifier', 'logits', await run('attribute-classifier', { image }, 'logits'), golden('logits'));
      });
    } else {
      it('has no attribute-classifier', () => {
        expect(conversion.graphs.has('attribute-classifier')).toBe(false);
      });
    }

    it('all in a row, from image to image', async () => {
      const code = pick(await run('style-encoder', { image }, 'codes'), variant.domains - 1);
      const target = pick(await run('style-transformer', { code }, 'targets'), 0);
      const style = sum(await run('style-transformer', { code }, 'unrelated'), target);
      const content = await run('content-encoder', { image }, 'content');
      expectClose(CHAIN, 'image', await run('decoder', { content, style }, 'image'), golden('image'));
    });
  });
});

afterAll(() => {
  console.log(`Largest error per graph\n${formatTable([['model, graph', 'storage', 'output', 'max error', 'allowed'], ...rows])}`);
});
