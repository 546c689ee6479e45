import { fixed } from '../../onnx/dims.ts';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.ts';
import { add, averagePool2, concatChannels, conv, multiply, relu, upsampleNearest2, type ConvOptions } from '../../onnx/ops.ts';
import { foldFactors, readBatchNorm } from './batch-norm.ts';
import type { Emit } from './blocks.ts';
import type { Weight } from './weight-source.ts';

const HOURGLASS_DEPTH = 4;

/** A kernel with its bias, as the graph is to hold them. */
export interface Kernel {
  readonly key: string;
  readonly weight: Weight;
  readonly bias: Float32Array<ArrayBuffer>;
}

/** A convolution's kernel and bias. */
export async function readKernel({ weights }: Emit, key: string): Promise<Kernel> {
  return { key, weight: await weights.read(`${key}.weight`), bias: (await weights.read(`${key}.bias`)).samples };
}

/** The same with the batch norm behind it folded in. */
export async function readFoldedKernel(emit: Emit, key: string, normKey: string): Promise<Kernel> {
  const { weight, bias } = await readKernel(emit, key);
  const norm = await readBatchNorm(emit.weights, normKey);
  const folded = Float32Array.from(bias, (value, c) => value * (norm.factors[c] ?? 0) + (norm.shifts[c] ?? 0));
  return { key, weight: { shape: weight.shape, samples: foldFactors(weight.samples, norm) }, bias: folded };
}

/**
 * Convolution of a square `x` followed by three coordinate channels (CoordConv: Liu et al. 2018). The coordinates' part is the same
 * for every picture, so it is a convolution of its own that onnxruntime computes when it loads the graph.
 */
export function coordConv(graph: GraphBuilder, x: Value, { key, weight, bias }: Kernel, options: ConvOptions): Value {
  const [, channels, side] = x.dims;
  const own = sliceInputChannels(weight, 0, fixed(channels));
  const rest = sliceInputChannels(weight, fixed(channels), fixed(channels) + 3);
  const coordinates = graph.constant(`coordinates_${fixed(side)}`, [1, 3, fixed(side), fixed(side)], coordinatePlanes(fixed(side)));
  const ofCoordinates = conv(graph, coordinates, graph.weight(`${key}.weight.coordinates`, rest.shape, rest.samples), undefined, { ...options, isFolded: true });
  const ofInput = conv(graph, x, graph.weight(`${key}.weight.input`, own.shape, own.samples), graph.weight(`${key}.bias`, [bias.length], bias), options);
  return add(graph, ofCoordinates, ofInput);
}

/** `[3,side,side]`: row and column, each from -1 to 1, and their radius divided by its maximum. */
export function coordinatePlanes(side: number): Float32Array<ArrayBuffer> {
  const planes = new Float32Array(3 * side * side);
  const coordinate = (index: number): number => (index / (side - 1)) * 2 - 1;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const at = row * side + column;
      planes[at] = coordinate(row);
      planes[side * side + at] = coordinate(column);
      planes[2 * side * side + at] = Math.hypot(coordinate(row), coordinate(column)) / Math.SQRT2;
    }
  }
  return planes;
}

function sliceInputChannels({ shape, samples }: Weight, from: number, to: number): Weight {
  const [channelsOut = 0, channelsIn = 0, ...kernel] = shape;
  const taps = kernel.reduce((product, dim) => product * dim, 1);
  const sliced = new Float32Array(channelsOut * (to - from) * taps);
  for (let c = 0; c < channelsOut; c++) {
    sliced.set(samples.subarray((c * channelsIn + from) * taps, (c * channelsIn + to) * taps), c * (to - from) * taps);
  }
  return { shape: [channelsOut, to - from, ...kernel], samples: sliced };
}

/** Batch norm as scale and shift, then ReLU. */
async function normRelu({ graph, weights }: Emit, key: string, x: Value): Promise<Value> {
  const { factors, shifts } = await readBatchNorm(weights, key);
  const planes = (part: string, samples: readonly number[]): Value => graph.weight(`${key}.${part}`, [samples.length, 1, 1], Float32Array.from(samples));
  return relu(graph, add(graph, multiply(graph, x, planes('scale', factors)), planes('shift', shifts)));
}

/** Pre-activation block: three 3x3 convolutions in a row, their outputs side by side, plus the input. */
export async function fanBlock(emit: Emit, key: string, x: Value): Promise<Value> {
  const { graph, weights } = emit;
  const layer = async (index: number, input: Value): Promise<Value> =>
    conv(graph, await normRelu(emit, `${key}.bn${index}`, input), await weights.into(graph, `${key}.conv${index}.weight`), undefined, { padding: 1 });
  const first = await layer(1, x);
  const second = await layer(2, first);
  const joined = concatChannels(graph, [first, second, await layer(3, second)]);
  if (joined.dims[1] === x.dims[1]) return add(graph, joined, x);
  const mapped = conv(graph, await normRelu(emit, `${key}.downsample.0`, x), await weights.into(graph, `${key}.downsample.2.weight`), undefined);
  return add(graph, joined, mapped);
}

/** Halves the plane four times and comes back, with a branch at every size. */
export async function hourglass(emit: Emit, key: string, x: Value, level = HOURGLASS_DEPTH): Promise<Value> {
  const { graph } = emit;
  const branch = await fanBlock(emit, `${key}.b1_${level}`, x);
  const half = await fanBlock(emit, `${key}.b2_${level}`, averagePool2(graph, x));
  const inner = level > 1 ? await hourglass(emit, key, half, level - 1) : await fanBlock(emit, `${key}.b2_plus_1`, half);
  return add(graph, branch, upsampleNearest2(graph, await fanBlock(emit, `${key}.b3_${level}`, inner)));
}
