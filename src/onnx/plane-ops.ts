import { broadcast, fixed, size } from './dims.ts';
import type { GraphBuilder, Value } from './graph-builder.ts';

// What the heatmaps' way to masks and the high-pass filter need beside ops.ts.

/** Every sample plus one fixed number. */
export function offset(graph: GraphBuilder, x: Value, summand: number): Value {
  return graph.node('Add', [x, number(graph, summand)], x.dims);
}

export function divide(graph: GraphBuilder, x: Value, y: Value): Value {
  return graph.node('Div', [x, y], broadcast(x.dims, y.dims));
}

/** Samples under the bound become 0. */
export function zeroUnder(graph: GraphBuilder, x: Value, bound: number): Value {
  const isUnder = graph.node('Less', [x, number(graph, bound)], x.dims);
  return graph.node('Where', [isUnder, number(graph, 0), x], x.dims);
}

/** Samples that are no number or negative become 0, those above 1 become 1. */
export function clampUnit(graph: GraphBuilder, x: Value): Value {
  // A comparison with NaN is false: this asks less of a backend than IsNaN, which not every one has.
  const isNumber = graph.node('GreaterOrEqual', [x, number(graph, 0)], x.dims);
  const numbers = graph.node('Where', [isNumber, x, number(graph, 0)], x.dims);
  return graph.node('Min', [numbers, number(graph, 1)], x.dims);
}

/** Maximum of each plane: `[N,C,H,W]` to `[N,C,1,1]`. */
export function planeMax(graph: GraphBuilder, x: Value): Value {
  return graph.node('ReduceMax', [x], [...x.dims.slice(0, 2), 1, 1], { axes: { ints: [2, 3] }, keepdims: { int: 1 } });
}

/** Minimum of each plane: `[N,C,H,W]` to `[N,C,1,1]`. */
export function planeMin(graph: GraphBuilder, x: Value): Value {
  return graph.node('ReduceMin', [x], [...x.dims.slice(0, 2), 1, 1], { axes: { ints: [2, 3] }, keepdims: { int: 1 } });
}

/** Sum over channels: `[N,C,H,W]` to `[N,1,H,W]`. */
export function channelSum(graph: GraphBuilder, x: Value): Value {
  const [batch, , ...plane] = x.dims;
  return graph.node('ReduceSum', [x, graph.integers([1])], [batch ?? 1, 1, ...plane], { keepdims: { int: 1 } });
}

/** These channels, in this order. */
export function takeChannels(graph: GraphBuilder, x: Value, channels: readonly number[]): Value {
  const [batch, , ...plane] = x.dims;
  return graph.node('Gather', [x, graph.integers(channels)], [batch ?? 1, channels.length, ...plane], { axis: { int: 1 } });
}

/** Row r moves to row r + down, cyclically; negative is up, and it must move. */
export function rollRows(graph: GraphBuilder, x: Value, down: number): Value {
  const height = fixed(x.dims[2]);
  const cut = (height - down) % height;
  const rows = (from: number, to: number): Value => graph.node('Slice', [x, graph.integers([from]), graph.integers([to]), graph.integers([2])],
    x.dims.map((dim, axis) => (axis === 2 ? to - from : dim)));
  return graph.node('Concat', [rows(cut, height), rows(0, cut)], x.dims, { axis: { int: 2 } });
}

/** Bilinear enlargement by a whole factor, corners aligned. */
export function enlargeAligned(graph: GraphBuilder, x: Value, factor: number): Value {
  const [batch, channels, height, width] = x.dims;
  const scales = graph.constant(`scales_1_1_${factor}_${factor}`, [4], Float32Array.of(1, 1, factor, factor));
  return graph.node('Resize', [x, undefined, scales], [batch ?? 1, channels ?? 0, factor * fixed(height), factor * fixed(width)], {
    mode: { string: 'linear' },
    coordinate_transformation_mode: { string: 'align_corners' },
  });
}

/** One fixed 3x3 kernel (row-major) over every channel, zero padding 1. */
export function filter3x3(graph: GraphBuilder, x: Value, name: string, kernel: readonly number[]): Value {
  const channels = fixed(x.dims[1]);
  const taps = Float32Array.from({ length: channels * 9 }, (_, i) => kernel[i % 9] ?? 0);
  return graph.node('Conv', [x, graph.constant(`${name}_${channels}`, [channels, 1, 3, 3], taps)], x.dims, {
    group: { int: channels },
    kernel_shape: { ints: [3, 3] },
    pads: { ints: [1, 1, 1, 1] },
  }, 9 * size(x.dims));
}

function number(graph: GraphBuilder, value: number): Value {
  return graph.constant(`number_${value}`, [], Float32Array.of(value));
}
