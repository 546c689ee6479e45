import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { convertCheckpoint, type Conversion } from '../../src/l2m/convert.ts';
import type { GraphName } from '../../src/l2m/spec.ts';
import type { WeightStorage } from '../../src/onnx/graph-builder.ts';
import { readNpz } from '../support/npz.ts';
import { everyNth, maxError, noise, pick, readGoldens, rootMeanSquare, tinyPath, type Golden } from './goldens.ts';
import { runGraph } from './run-graph.ts';

const TOLERANCE = 1e-4;
/** Float16 storage: largest error as part of an output's root mean square, through all graphs in a row. */
const FLOAT16_TOLERANCE = 0.05;

const VARIANTS = [
  { name: 'animals', images: 2, domains: 3, latentDim: 6, graphs: ['style-encoder', 'mapping-network', 'content-encoder', 'decoder'] },
  { name: 'people', images: 1, domains: 2, latentDim: 4, graphs: ['style-encoder', 'mapping-network', 'landmark-heatmaps', 'content-encoder', 'decoder'] },
] as const;
const STORAGES: readonly WeightStorage[] = ['float32', 'float16'];
const rows: string[][] = [];

async function convert(path: string, storage: WeightStorage): Promise<Conversion> {
  await using source = await openFileByteSource(path);
  return await convertCheckpoint(await openCheckpoint(source), { storage });
}

type Run = (graph: GraphName, inputs: Readonly<Record<string, Golden>>) => Promise<ReadonlyMap<string, Golden>>;

const runnerOf = (conversion: Conversion): Run => (graph, inputs) => runGraph(conversion.graphs.get(graph)!.bytes, inputs);

/** A picture's content, with the masks of its own landmarks where the model has them. */
async function contentOf(run: Run, { graphs }: Conversion, image: Golden): Promise<Readonly<Record<string, Golden>>> {
  if (!graphs.has('landmark-heatmaps')) return Object.fromEntries(await run('content-encoder', { image }));
  const found = await run('landmark-heatmaps', { image });
  return Object.fromEntries(await run('content-encoder', { image, mask0: found.get('mask0')!, mask1: found.get('mask1')! }));
}

function mean(x: Golden, y: Golden): Golden {
  return { dims: x.dims, samples: x.samples.map((value, i) => (value + y.samples[i]!) / 2) };
}

describe.each(VARIANTS)('"$name" of StarGAN v2’s layout against PyTorch', ({ name, images, domains, latentDim, graphs }) => {
  let goldens: ReadonlyMap<string, Golden>;
  beforeAll(async () => { goldens = await readGoldens(name); });

  it.each(STORAGES)('%s storage, from picture, reference and latent to picture', async (storage) => {
    const conversion = await convert(tinyPath(`${name}.pt`), storage);
    const run = runnerOf(conversion);
    expect([...conversion.graphs.keys()]).toEqual(graphs);
    expect(conversion.skippedKeys.filter((key) => !/num_batches_tracked|decode\.\d\.conv1x1/.test(key))).toEqual([]);
    const expectClose = (what: string, received: Golden, key = what): void => {
      const expected = goldens.get(key)!;
      const error = maxError(received, expected);
      const allowed = storage === 'float32' ? TOLERANCE : FLOAT16_TOLERANCE * rootMeanSquare(expected);
      rows.push([`${name}, ${storage}`, what, error.toExponential(1), allowed.toExponential(1)]);
      expect(error, what).toBeLessThan(allowed);
    };
    const [image, reference, latent] = [noise([images, 3, 64, 64], 1), noise([images, 3, 64, 64], 2), noise([images, latentDim], 3)];
    const codes = (await run('style-encoder', { image })).get('codes')!;
    const referenceCodes = (await run('style-encoder', { image: reference })).get('codes')!;
    const latentCodes = (await run('mapping-network', { latent })).get('codes')!;
    expectClose('codes', codes);
    expectClose('reference_codes', referenceCodes);
    expectClose('latent_codes', latentCodes);
    // Random landmarks make masks too steep to compare behind rounded weights (skips.test.ts does it in parts).
    if (storage === 'float16' && conversion.spec.hasHighPassSkips) return;
    const content = await contentOf(run, conversion, image);
    const styles = { latent: pick(latentCodes, domains - 1), reference: pick(referenceCodes, domains - 1), half: mean(pick(referenceCodes, domains - 1), pick(codes, 0)) };
    for (const [way, style] of Object.entries(styles)) {
      expectClose(`image_${way}_every_2nd`, everyNth((await run('decoder', { ...content, style })).get('image')!, [1, 1, 2, 2]));
    }
  });
});

const fixture = fileURLToPath(new URL('../../../shared/fixtures/stargan-v2-256/', import.meta.url));
const isMissing = !existsSync(`${fixture}nets_ema.ckpt`);
if (isMissing) console.warn('SKIPPED: ../shared/fixtures/stargan-v2-256 is not here, so the published code\'s own numbers are not compared.');

describe.skipIf(isMissing)('StarGAN v2’s published code against its own numbers', () => {
  it('codes within 1e-3, pictures within 5e-3', async () => {
    const conversion = await convert(`${fixture}nets_ema.ckpt`, 'float32');
    const expected = await readNpz(`${fixture}expected.npz`);
    const run = runnerOf(conversion);
    expect(conversion.spec).toMatchObject({ imageSizePx: 256, styleDim: 64, domainCount: 3, hasHighPassSkips: false, mapping: { latentDim: 16 } });
    expect(conversion.skippedKeys).toEqual([]);
    // The file's y_src and y_trg: whole numbers, which the reader of floats leaves out.
    const [sources, targets] = [[0, 1], [1, 2]];
    const image = expected.get('x')!;
    const references = expected.get('x_ref')!;
    const expectWithin = (tolerance: number, what: string, received: Golden): void => {
      const error = maxError(received, expected.get(what)!);
      rows.push(['published code', what, error.toExponential(1), tolerance.toExponential(0)]);
      expect(error, what).toBeLessThan(tolerance);
    };
    /** Row i by the domain that picture i moves to. */
    const byTarget = (codes: Golden, to: readonly number[]): Golden => {
      const width = codes.dims[2]!;
      const samples = new Float32Array(to.length * width);
      to.forEach((domain, i) => { samples.set(codes.samples.subarray((i * codes.dims[1]! + domain) * width, (i * codes.dims[1]! + domain + 1) * width), i * width); });
      return { dims: [to.length, width], samples };
    };
    const styles = {
      latent: byTarget((await run('mapping-network', { latent: expected.get('z')! })).get('codes')!, targets),
      ref: byTarget((await run('style-encoder', { image: references })).get('codes')!, targets),
      source: byTarget((await run('style-encoder', { image })).get('codes')!, sources),
    };
    expectWithin(1e-3, 's_latent', styles.latent);
    expectWithin(1e-3, 's_ref', styles.ref);
    expectWithin(1e-3, 's_source', styles.source);
    const content = await contentOf(run, conversion, image);
    const render = async (style: Golden): Promise<Golden> => (await run('decoder', { ...content, style })).get('image')!;
    expectWithin(5e-3, 'fake_latent', await render(styles.latent));
    expectWithin(5e-3, 'fake_ref', await render(styles.ref));
    expectWithin(5e-3, 'fake_half', await render(mean(styles.ref, styles.source)));
  });
});

afterAll(() => { console.log(`StarGAN v2’s layout, largest errors\n${formatTable([['model', 'what', 'max error', 'allowed'], ...rows])}`); });
