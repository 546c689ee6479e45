import { FLOW_REACH } from '../../core/flow.ts';
import type { Value } from '../../onnx/graph-builder.ts';
import { add, averagePool2, averagePool3, concatChannels, conv, depthToSpace2, leakyRelu, scale, sigmoid } from '../../onnx/ops.ts';
import { offset, takeChannels } from '../../onnx/plane-ops.ts';
import { contentSidePx, decodedSidesPx, highPassSkips } from '../high-pass-skips.ts';
import type { ModelSpec } from '../spec.ts';
import { affineNorm, decodeBlock, type Emit } from './blocks.ts';
import type { Weight } from './weight-source.ts';

/** A flow's cells along a side; models/training/networks.py has the same. */
const FLOW_CELLS = 32;

/** What a light of its own layer may add to a colour; the same there. */
const FAR_LIGHT = 2;

/**
 * `content [B,C,H,W]`, with high-pass skips also `skip32`, `skip64`, `skip128 [B,C,side,side]` (B = 1 or B = M), and `style [M,64]`
 * to `image [M,3,S,S] float32 NCHW in [-1,1]` and, where the model has them, `attention [M,1,S,S]` in [0,1],
 * `flow [M,2,C,C]`, right and down in shares of the side, and `light [M,4,S,S]` in [-1,1], its colours in [-2,2] where a layer of its own says them.
 */
export async function emitDecoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph } = emit;
  const contentSide = contentSidePx(spec);
  const channels = spec.decodeBlocks[0]?.channelsIn ?? 0;
  let x = graph.input('content', ['B', channels, contentSide, contentSide]);
  const skips = new Map(highPassSkips(spec).map((skip) => [skip.sidePx, graph.input(skip.name, ['B', skip.channels, skip.sidePx, skip.sidePx])]));
  const style = graph.input('style', ['M', spec.styleDim]);
  const sides = decodedSidesPx(spec);
  for (const [i, block] of spec.decodeBlocks.entries()) {
    x = await decodeBlock(emit, `generator.decode.${i}`, block, !spec.hasHighPassSkips, style, x);
    const skip = skips.get(sides[i] ?? 0);
    if (skip !== undefined) x = add(graph, skip, x);
  }
  const activated = leakyRelu(graph, await affineNorm(emit, 'generator.to_rgb.0', x));
  const planes = await planesOf(emit, 'generator.to_rgb.2', activated, spec.patchPx, spec.patchPx === 1 ? 0 : 1);
  graph.output('image', planes('', 0, 3));
  if (!spec.hasAttention) return;
  const share = sigmoid(graph, planes('attention.', 3, 1));
  graph.output('attention', averagePool3(graph, averagePool3(graph, share)));
  if (!spec.hasFlow) return;
  let flow = planes('flow.', 4, 2);
  // With light it bends twice as finely.
  const cells = FLOW_CELLS * (spec.hasLight ? 2 : 1);
  for (let side = spec.imageSizePx; side > cells; side /= 2) flow = averagePool2(graph, flow);
  graph.output('flow', offset(graph, scale(graph, sigmoid(graph, flow), 2 * FLOW_REACH), -FLOW_REACH));
  if (spec.hasLight) graph.output('light', spec.hasFarLight ? await farLight(emit, x, spec.patchPx) : tanh(graph, planes('light.', 6, 4)));
}

/** So many of a layer's output planes, from one on, under a name of their own. */
type Planes = (name: string, first: number, count: number) => Value;

async function planesOf({ graph, weights }: Emit, layer: string, x: Value, patchPx: 1 | 2, padding: 0 | 1): Promise<Planes> {
  const weight = await weights.read(`${layer}.weight`);
  const bias = await weights.read(`${layer}.bias`);
  return (name, first, count) => {
    const part = (tensor: Weight, key: string): Value => {
      const stored = placesFirst(rowsOf(tensor, first * patchPx ** 2, count * patchPx ** 2), count);
      return graph.weight(`${layer}.${name}${key}`, stored.shape, stored.samples);
    };
    const out = conv(graph, x, part(weight, 'weight'), part(bias, 'bias'), { padding });
    return patchPx === 1 ? out : depthToSpace2(graph, out);
  };
}

/** A layer of its own says the light, of what has not been normed: its colours reach twice as far as its detail. */
async function farLight(emit: Emit, x: Value, patchPx: 1 | 2): Promise<Value> {
  const { graph } = emit;
  const light = tanh(graph, (await planesOf(emit, 'generator.to_light.1', leakyRelu(graph, x), patchPx, 0))('', 0, 4));
  return concatChannels(graph, [scale(graph, takeChannels(graph, light, [0, 1, 2]), FAR_LIGHT), takeChannels(graph, light, [3])]);
}

function tanh(graph: Emit['graph'], x: Value): Value {
  return offset(graph, scale(graph, sigmoid(graph, scale(graph, x, 2)), 2), -1);
}

function rowsOf({ shape, samples }: Weight, first: number, count: number): Weight {
  const row = samples.length / (shape[0] ?? 1);
  return { shape: [count, ...shape.slice(1)], samples: samples.subarray(first * row, (first + count) * row) };
}

/** PyTorch's pixel shuffle takes the four places of a plane from neighbouring channels, `depthToSpace2` the planes of a place. */
function placesFirst({ shape, samples }: Weight, planes: number): Weight {
  const rows = shape[0] ?? 1;
  const places = rows / planes;
  const row = samples.length / rows;
  const sorted = new Float32Array(samples.length);
  for (let to = 0; to < rows; to++) {
    const from = (to % planes) * places + Math.floor(to / planes);
    sorted.set(samples.subarray(from * row, (from + 1) * row), to * row);
  }
  return { shape, samples: sorted };
}
