import { afterAll, describe, expect, it } from 'vitest';
import { formatTable } from '../../src/cli/run-command.ts';
import { adain } from '../../src/l2m/emit/blocks.ts';
import { coordinatePlanes } from '../../src/l2m/emit/fan-blocks.ts';
import { WeightSource } from '../../src/l2m/emit/weight-source.ts';
import * as fused from '../../src/onnx/fused-conv.ts';
import { GraphBuilder, type Value } from '../../src/onnx/graph-builder.ts';
import * as ops from '../../src/onnx/ops.ts';
import * as planeOps from '../../src/onnx/plane-ops.ts';
import { memoryCheckpoint } from '../unit/l2m/memory-checkpoint.ts';
import { maxError, noise, readGoldens, type Golden } from './goldens.ts';
import { runGraph } from './run-graph.ts';

const TOLERANCE = 1e-4;
const goldens = new Map([...await readGoldens('ops'), ...await readGoldens('plane-ops')]);

/** How a case's inputs become a node: `x` and `y` flow, everything else is a weight. */
type Build = (graph: GraphBuilder, of: (name: string) => Value) => Value;

const conv = (options: ops.ConvOptions): Build => (graph, of) => ops.conv(graph, of('x'), of('weight'), of('bias'), options);
const one = (op: (graph: GraphBuilder, x: Value) => Value): Build => (graph, of) => op(graph, of('x'));
const two = (op: (graph: GraphBuilder, x: Value, y: Value) => Value): Build => (graph, of) => op(graph, of('x'), of('y'));

const builds: Readonly<Record<string, Build>> = {
  conv: conv({ padding: 1 }),
  'conv.valid': conv({}),
  'conv.strided': conv({ stride: 2, padding: 1 }),
  'conv.pointwise': (graph, of) => ops.conv(graph, of('x'), of('weight'), undefined),
  'conv.uneven': conv({ padding: [0, 2, 1, 0] }),
  conv3x3ThenPool2: (graph, of) => fused.conv3x3ThenPool2(graph, of('x'), of('weight'), of('bias')),
  upsample2ThenConv3x3: (graph, of) => fused.upsample2ThenConv3x3(graph, of('x'), of('weight'), of('bias')),
  linear: (graph, of) => ops.linear(graph, of('x'), of('weight'), of('bias')),
  matmul: (graph, of) => ops.matmul(graph, of('x'), of('weight')),
  matmulPerDomain: (graph, of) => ops.matmulPerDomain(graph, of('x'), of('weight')),
  instanceNorm: (graph, of) => ops.instanceNorm(graph, of('x'), of('scale'), of('shift')),
  'instanceNorm.flat': (graph, of) => ops.instanceNorm(graph, of('x'), of('scale'), of('shift')),
  plainInstanceNorm: one(ops.plainInstanceNorm),
  leakyRelu: one(ops.leakyRelu),
  relu: one(ops.relu),
  sigmoid: one(ops.sigmoid),
  add: two(ops.add),
  subtract: two(ops.subtract),
  multiply: two(ops.multiply),
  scale: one((graph, x) => ops.scale(graph, x, Math.SQRT1_2)),
  averagePool2: one(ops.averagePool2),
  averagePool3: one(ops.averagePool3),
  maxPool2: one(ops.maxPool2),
  planeMean: one(ops.planeMean),
  flatten: one(ops.flatten),
  toPlanes: one(ops.toPlanes),
  reshape: one((graph, x) => ops.reshape(graph, x, [2, 6])),
  reshapeRows: one((graph, x) => ops.reshapeRows(graph, x, [2, 2])),
  concatChannels: two((graph, x, y) => ops.concatChannels(graph, [x, y])),
  depthToSpace2: one(ops.depthToSpace2),
  upsampleNearest2: one(ops.upsampleNearest2),
  concatRows: two((graph, x, y) => ops.concatRows(graph, [x, y])),
  crop: one((graph, x) => ops.crop(graph, x, [1, 2, 6, 5])),
  resizeBilinear: one((graph, x) => ops.resizeBilinear(graph, x, 16)),
  'resizeBilinear.quarter': one((graph, x) => ops.resizeBilinear(graph, x, 8)),
  'resizeBilinear.up': one((graph, x) => ops.resizeBilinear(graph, x, 9)),
  offset: one((graph, x) => planeOps.offset(graph, x, 0.5)),
  divide: two(planeOps.divide),
  zeroUnder: one((graph, x) => planeOps.zeroUnder(graph, x, 0.1)),
  clampUnit: one(planeOps.clampUnit),
  planeMax: one(planeOps.planeMax),
  planeMin: one(planeOps.planeMin),
  channelSum: one(planeOps.channelSum),
  takeChannels: one((graph, x) => planeOps.takeChannels(graph, x, [3, 1, 1])),
  rollRows: one((graph, x) => planeOps.rollRows(graph, x, 2)),
  'rollRows.up': one((graph, x) => planeOps.rollRows(graph, x, -1)),
  enlargeAligned: one((graph, x) => planeOps.enlargeAligned(graph, x, 4)),
  filter3x3: one((graph, x) => planeOps.filter3x3(graph, x, 'high_pass', [-1, -1, -1, -1, 8, -1, -1, -1, -1])),
};

function golden(key: string): Golden {
  const found = goldens.get(key);
  if (found === undefined) throw new Error(`no golden "${key}"`);
  return found;
}

/** Builds the op's graph and runs it; the batch of what flows is free. */
async function runOp(name: string, build: Build): Promise<Golden> {
  const graph = new GraphBuilder(name, 'float32');
  const flowing: Record<string, Golden> = {};
  const y = build(graph, (input) => {
    const { dims, samples } = golden(`${name}/${input}`);
    if (input !== 'x' && input !== 'y') return graph.weight(input, dims, samples);
    flowing[input] = { dims, samples };
    return graph.input(input, name === 'reshape' ? dims : [`N${input}`, ...dims.slice(1)]);
  });
  graph.output('out', y);
  const out = (await runGraph(graph.finish(), flowing)).get('out');
  if (out === undefined) throw new Error('no output');
  // What the builder believed of the shape must be what came out.
  expect(y.dims.map((dim, i) => (typeof dim === 'string' ? out.dims[i] : dim))).toEqual(out.dims);
  return out;
}

const rows: string[][] = [];
function record(name: string, error: number): void {
  rows.push([name, error.toExponential(1)]);
}

describe('ops against PyTorch', () => {
  it.each(Object.entries(builds))('%s', async (name, build) => {
    const error = maxError(await runOp(name, build), golden(`${name}/expected`));
    record(name, error);
    expect(error).toBeLessThan(TOLERANCE);
  });

  it('adain', async () => {
    const [weight, bias] = [golden('adain/norm.fc.weight'), golden('adain/norm.fc.bias')];
    const checkpoint = memoryCheckpoint({ 'norm.fc.weight': weight.dims, 'norm.fc.bias': bias.dims }, { 'norm.fc.weight': weight.samples, 'norm.fc.bias': bias.samples });
    const graph = new GraphBuilder('adain', 'float32');
    const weights = new WeightSource(checkpoint, { beforeRead: () => undefined, afterRead: () => undefined });
    const x = graph.input('x', ['N', ...golden('adain/x').dims.slice(1)]);
    graph.output('out', await adain({ graph, weights }, 'norm', 4, x, graph.input('style', ['N', 6])));
    const outputs = await runGraph(graph.finish(), { x: golden('adain/x'), style: golden('adain/style') });
    const error = maxError(outputs.get('out')!, golden('adain/expected'));
    record('adain', error);
    expect(error).toBeLessThan(TOLERANCE);
  });

  it('coordinate planes', () => {
    const error = maxError({ dims: [3, 17, 17], samples: coordinatePlanes(17) }, golden('coordinatePlanes/expected'));
    record('coordinatePlanes', error);
    expect(error).toBeLessThan(1e-6);
  });

  it('leaves no op without a golden', () => {
    const covered = new Set(Object.keys(builds).map((name) => name.split('.')[0]));
    expect([...Object.keys(ops), ...Object.keys(planeOps), ...Object.keys(fused)].filter((name) => !covered.has(name))).toEqual([]);
  });

  it('feeds the same noise as the script', () => {
    expect(maxError(noise([2, 4, 6, 6], 2), golden('conv/x'))).toBe(0);
  });

  afterAll(() => {
    console.log(`Largest error per op (tolerance ${TOLERANCE})\n${formatTable([['op', 'max error'], ...rows])}`);
  });
});
