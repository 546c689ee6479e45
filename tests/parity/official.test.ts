import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { convertCheckpoint, type Conversion } from '../../src/l2m/convert.ts';
import { emitMasks } from '../../src/l2m/emit/heatmap-masks.ts';
import type { GraphName } from '../../src/l2m/spec.ts';
import { GraphBuilder } from '../../src/onnx/graph-builder.ts';
import { readNpz } from '../support/npz.ts';
import { maxError, partOffBy, pick, type Golden } from './goldens.ts';
import { runGraph } from './run-graph.ts';

const fixture = fileURLToPath(new URL('../../../shared/fixtures/official-256-hpf/', import.meta.url));
const isMissing = !existsSync(`${fixture}nets_ema.ckpt`);
if (isMissing) console.warn('SKIPPED: ../shared/fixtures/official-256-hpf is not here, so the published code\'s own numbers are not compared.');

const rows: string[][] = [];

describe.skipIf(isMissing)('the published code\'s checkpoint against its own numbers', () => {
  let conversion: Conversion;
  let expected: ReadonlyMap<string, Golden>;
  beforeAll(async () => {
    await using source = await openFileByteSource(`${fixture}nets_ema.ckpt`);
    conversion = await convertCheckpoint(await openCheckpoint(source), { storage: 'float32' });
    expected = await readNpz(`${fixture}expected.npz`);
  });

  const golden = (name: string): Golden => {
    const found = expected.get(name);
    if (found === undefined) throw new Error(`no array "${name}"`);
    return found;
  };
  const run = (graph: GraphName, inputs: Readonly<Record<string, Golden>>): Promise<ReadonlyMap<string, Golden>> => runGraph(conversion.graphs.get(graph)!.bytes, inputs);
  const expectWithin = (tolerance: number, what: string, received: Golden, name: string): void => {
    const error = maxError(received, golden(name));
    rows.push([what, error.toExponential(1), tolerance.toExponential(0)]);
    expect(error, what).toBeLessThan(tolerance);
  };
  const expectFewOff = (what: string, received: Golden, name: string): void => {
    const part = partOffBy(1e-3, received, golden(name));
    rows.push([`${what}: part of pixels off by 1e-3`, `${(100 * part).toFixed(4)} %`, '0.1 %']);
    expect(part, what).toBeLessThan(1e-3);
  };

  it('has the layout that config.json states', () => {
    expect(conversion.spec).toMatchObject({ imageSizePx: 256, styleDim: 64, domainCount: 2, hasHighPassSkips: true });
    expect(conversion.spec.encodeBlocks).toHaveLength(7);
    expect([...conversion.graphs.keys()]).toEqual(['style-encoder', 'style-transformer', 'landmark-heatmaps', 'content-encoder', 'decoder']);
    expect(conversion.skippedKeys.filter((key) => !/attention|num_batches_tracked/.test(key))).toEqual([]);
  });

  it('codes', async () => {
    const codes = (await run('style-encoder', { image: golden('x') })).get('codes')!;
    expectWithin(1e-3, 's', pick(codes, 0), 's');
    const split = await run('style-transformer', { code: pick(codes, 0) });
    expectWithin(1e-3, 's_unrelated', split.get('unrelated')!, 's_unrelated');
    expectWithin(1e-3, 's_related', split.get('related')!, 's_related');
    expectWithin(1e-3, 's_related_target', pick(split.get('targets')!, 1), 's_related_target');
  });

  it('heatmaps, and masks end to end', async () => {
    const landmarks = await run('landmark-heatmaps', { image: golden('x') });
    expectWithin(1e-3, 'heatmaps', landmarks.get('heatmaps')!, 'heatmaps');
    expectFewOff('mask0 from the image', landmarks.get('mask0')!, 'mask0');
    expectFewOff('mask1 from the image', landmarks.get('mask1')!, 'mask1');
  });

  it('masks from its heatmaps', async () => {
    const graph = new GraphBuilder('masks', 'float32');
    emitMasks(graph, graph.input('heatmaps', ['N', 98, 64, 64]));
    const masks = await runGraph(graph.finish(), { heatmaps: golden('heatmaps') });
    expectWithin(1e-4, 'mask0 from the heatmaps', masks.get('mask0')!, 'mask0');
    expectWithin(1e-4, 'mask1 from the heatmaps', masks.get('mask1')!, 'mask1');
  });

  it('images from its masks', async () => {
    const codes = (await run('style-encoder', { image: golden('x') })).get('codes')!;
    const split = await run('style-transformer', { code: pick(codes, 0) });
    const [unrelated, related, target] = [split.get('unrelated')!, split.get('related')!, pick(split.get('targets')!, 1)];
    const features = await run('content-encoder', { image: golden('x'), mask0: golden('mask0'), mask1: golden('mask1') });
    for (const strength of [0, 0.5, 1, 1.25]) {
      const samples = unrelated.samples.map((value, i) => value + related.samples[i]! + strength * (target.samples[i]! - related.samples[i]!));
      const images = await run('decoder', { ...Object.fromEntries(features), style: { dims: [1, 64], samples } });
      expectWithin(5e-3, `image at strength ${strength}`, images.get('image')!, `fake_${String(100 * strength).padStart(3, '0')}`);
    }
  });

  afterAll(() => {
    console.log(`Against the published code\n${formatTable([['what', 'max error', 'allowed'], ...rows])}`);
  });
});
