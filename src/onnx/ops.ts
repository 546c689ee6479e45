import { broadcast, fixed, fixedDims, size } from './dims.ts';
import type { Dim, GraphBuilder, Value } from './graph-builder.ts';

export interface ConvOptions {
  readonly stride?: number;
  /** Zero rows and columns: on every side, or at the top, left, bottom and right. */
  readonly padding?: number | readonly [number, number, number, number];
  /** Both operands are fixed, so it is computed when the graph is loaded and costs a run nothing. */
  readonly isFolded?: boolean;
}

/** 2-d convolution of `[N,Cin,H,W]` with `[Cout,Cin,k,k]`. */
export function conv(graph: GraphBuilder, x: Value, weight: Value, bias: Value | undefined, options: ConvOptions = {}): Value {
  const { stride = 1, padding = 0, isFolded = false } = options;
  const [top, left, bottom, right] = typeof padding === 'number' ? [padding, padding, padding, padding] as const : padding;
  const [channelsOut = 0, channelsIn = 0, kernel = 0] = fixedDims(weight.dims);
  const [batch, , height, width] = x.dims;
  const outSize = (size: number): number => Math.floor((size - kernel) / stride) + 1;
  const dims: readonly Dim[] = [batch ?? 1, channelsOut, outSize(fixed(height) + top + bottom), outSize(fixed(width) + left + right)];
  const inputs = bias === undefined ? [x, weight] : [x, weight, bias];
  return graph.node('Conv', inputs, dims, {
    kernel_shape: { ints: [kernel, kernel] },
    pads: { ints: [top, left, bottom, right] },
    strides: { ints: [stride, stride] },
  }, isFolded ? 0 : size(dims) * channelsIn * kernel ** 2);
}

/** `[N,in]` times the transposed `[out,in]`, plus `[out]`. */
export function linear(graph: GraphBuilder, x: Value, weight: Value, bias: Value): Value {
  const [out, into] = fixedDims(weight.dims);
  return graph.node('Gemm', [x, weight, bias], [x.dims[0] ?? 1, out ?? 0], { transB: { int: 1 } }, (out ?? 0) * (into ?? 0));
}

/** Batched product of `[N,D,1,in]` with `[D,in,out]`. */
export function matmulPerDomain(graph: GraphBuilder, x: Value, weight: Value): Value {
  const [domains, into, out] = fixedDims(weight.dims);
  const dims = [x.dims[0] ?? 1, domains ?? 0, 1, out ?? 0];
  return graph.node('MatMul', [x, weight], dims, {}, (domains ?? 0) * (into ?? 0) * (out ?? 0));
}

/** Product of two fixed matrices, computed when the graph is loaded. */
export function matmul(graph: GraphBuilder, x: Value, y: Value): Value {
  return graph.node('MatMul', [x, y], [x.dims[0] ?? 0, y.dims[1] ?? 0]);
}

/** Instance normalisation of each plane, epsilon 1e-5, then times `scale` plus `shift` per channel. */
export function instanceNorm(graph: GraphBuilder, x: Value, scale: Value, shift: Value): Value {
  return graph.node('InstanceNormalization', [x, scale, shift], x.dims, { epsilon: { float: 1e-5 } }, 2 * size(x.dims));
}

/** Instance normalisation of each plane, epsilon 1e-5, without scale or shift. */
export function plainInstanceNorm(graph: GraphBuilder, x: Value): Value {
  const channels = fixed(x.dims[1]);
  const ones = graph.constant(`ones_${channels}`, [channels], new Float32Array(channels).fill(1));
  const zeros = graph.constant(`zeros_${channels}`, [channels], new Float32Array(channels));
  return instanceNorm(graph, x, ones, zeros);
}

/** `max(x, 0.2 x)`. */
export function leakyRelu(graph: GraphBuilder, x: Value): Value {
  return graph.node('LeakyRelu', [x], x.dims, { alpha: { float: 0.2 } });
}

export function relu(graph: GraphBuilder, x: Value): Value {
  return graph.node('Relu', [x], x.dims);
}

/** `1 / (1 + exp(-x))`. */
export function sigmoid(graph: GraphBuilder, x: Value): Value {
  return graph.node('Sigmoid', [x], x.dims);
}

/** Elementwise sum; where both batches are free, the result has the second operand's. */
export function add(graph: GraphBuilder, x: Value, y: Value): Value {
  return graph.node('Add', [x, y], broadcast(x.dims, y.dims));
}

export function subtract(graph: GraphBuilder, x: Value, y: Value): Value {
  return graph.node('Sub', [x, y], broadcast(x.dims, y.dims));
}

/** Elementwise product; where both batches are free, the result has the second operand's. */
export function multiply(graph: GraphBuilder, x: Value, y: Value): Value {
  const dims = broadcast(x.dims, y.dims);
  return graph.node('Mul', [x, y], dims, {}, size(dims));
}

/** Every sample times one fixed number. */
export function scale(graph: GraphBuilder, x: Value, factor: number): Value {
  const constant = graph.constant(`scale_${factor}`, [], Float32Array.of(factor));
  return graph.node('Mul', [x, constant], x.dims, {}, size(x.dims));
}

/** Mean of each 2x2 cell. */
export function averagePool2(graph: GraphBuilder, x: Value): Value {
  return pool2(graph, 'AveragePool', x);
}

/** Mean of each pixel and its neighbours, as many as there are. */
export function averagePool3(graph: GraphBuilder, x: Value): Value {
  return graph.node('AveragePool', [x], x.dims, { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] }, count_include_pad: { int: 0 } });
}

/** Maximum of each 2x2 cell. */
export function maxPool2(graph: GraphBuilder, x: Value): Value {
  return pool2(graph, 'MaxPool', x);
}

/** Mean of each plane: `[N,C,H,W]` to `[N,C]`. */
export function planeMean(graph: GraphBuilder, x: Value): Value {
  return flatten(graph, graph.node('GlobalAveragePool', [x], [...x.dims.slice(0, 2), 1, 1]));
}

/** `[N,C,1,1]` to `[N,C]`. */
export function flatten(graph: GraphBuilder, x: Value): Value {
  return graph.node('Flatten', [x], [x.dims[0] ?? 1, size(x.dims.slice(1))], { axis: { int: 1 } });
}

/** `[N,C]` to `[N,C,1,1]`. */
export function toPlanes(graph: GraphBuilder, x: Value): Value {
  return graph.node('Unsqueeze', [x, graph.integers([2, 3])], [...x.dims, 1, 1]);
}

/** The same samples with these sizes. */
export function reshape(graph: GraphBuilder, x: Value, dims: readonly number[]): Value {
  return graph.node('Reshape', [x, graph.integers(dims)], dims);
}

/** Keeps the batch and gives the rest these sizes. */
export function reshapeRows(graph: GraphBuilder, x: Value, rest: readonly number[]): Value {
  return graph.node('Reshape', [x, graph.integers([0, ...rest])], [x.dims[0] ?? 1, ...rest]);
}

/** Puts rows `[N,C]` side by side. */
export function concatRows(graph: GraphBuilder, values: readonly Value[]): Value {
  const [only] = values;
  if (only !== undefined && values.length === 1) return only;
  const columns = values.reduce((sum, value) => sum + fixed(value.dims[1]), 0);
  return graph.node('Concat', values, [only?.dims[0] ?? 1, columns], { axis: { int: 1 } });
}

/** Puts the channels of equally large values one after the other. */
export function concatChannels(graph: GraphBuilder, values: readonly Value[]): Value {
  const [batch, , ...plane] = values[0]?.dims ?? [];
  const channels = values.reduce((sum, value) => sum + fixed(value.dims[1]), 0);
  return graph.node('Concat', values, [batch ?? 1, channels, ...plane], { axis: { int: 1 } });
}

/** `[N,4C,H,W]` to `[N,C,2H,2W]`: the four blocks of C channels become the places of 2x2 cells, row by row. */
export function depthToSpace2(graph: GraphBuilder, x: Value): Value {
  const [batch, channels, height, width] = x.dims;
  const dims = [batch ?? 1, fixed(channels) / 4, 2 * fixed(height), 2 * fixed(width)];
  return graph.node('DepthToSpace', [x], dims, { blocksize: { int: 2 }, mode: { string: 'DCR' } });
}

/** Each sample becomes a 2x2 cell. */
export function upsampleNearest2(graph: GraphBuilder, x: Value): Value {
  const scales = graph.constant('scales_1_1_2_2', [4], Float32Array.of(1, 1, 2, 2));
  const [batch, channels, height, width] = x.dims;
  return graph.node('Resize', [x, undefined, scales], [batch ?? 1, channels ?? 0, 2 * fixed(height), 2 * fixed(width)], {
    mode: { string: 'nearest' },
    coordinate_transformation_mode: { string: 'asymmetric' },
    nearest_mode: { string: 'floor' },
  });
}

/** The places from `left` and `top` up to, without, `right` and `bottom`. */
export function crop(graph: GraphBuilder, x: Value, [left, top, right, bottom]: readonly [number, number, number, number]): Value {
  const bounds = [graph.integers([top, left]), graph.integers([bottom, right]), graph.integers([2, 3])];
  return graph.node('Slice', [x, ...bounds], [...x.dims.slice(0, 2), bottom - top, right - left]);
}

/** Bilinear resize to a square, corners not aligned, no antialiasing. */
export function resizeBilinear(graph: GraphBuilder, x: Value, sidePx: number): Value {
  const [batch, channels, height, width] = x.dims;
  const scales = Float32Array.of(1, 1, sidePx / fixed(height), sidePx / fixed(width));
  const constant = graph.constant(`scales_${scales.join('_')}`, [4], scales);
  return graph.node('Resize', [x, undefined, constant], [batch ?? 1, channels ?? 0, sidePx, sidePx], {
    mode: { string: 'linear' },
    coordinate_transformation_mode: { string: 'half_pixel' },
  });
}

function pool2(graph: GraphBuilder, opType: string, x: Value): Value {
  const [batch, channels, height, width] = x.dims;
  const dims = [batch ?? 1, channels ?? 0, Math.floor(fixed(height) / 2), Math.floor(fixed(width) / 2)];
  return graph.node(opType, [x], dims, { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } });
}
