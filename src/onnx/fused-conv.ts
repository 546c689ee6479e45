import type { GraphBuilder, Value } from './graph-builder.ts';
import { concatChannels, conv, depthToSpace2, matmul, reshape } from './ops.ts';

// Two neighbours of one linear map make another: both fusions are exact up to rounding, zero padding included. The wider kernels
// are products of the 3x3 kernels with fixed matrices, so that files hold the 3x3 kernels alone; onnxruntime folds the products
// away when it loads the graph.

/** A matrix from the three taps of a 1-d kernel (rows) to the taps of the fused one (columns). */
type TapMatrix = readonly (readonly number[])[];

const POOLED: TapMatrix = [[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0.5, 0.5]];

/** Seen from the low resolution: an even output sample lies left in its cell, so taps 1 and 2 meet the same input sample. */
const EVEN: TapMatrix = [[1, 0], [0, 1], [0, 1]];
const ODD: TapMatrix = [[1, 0], [1, 0], [0, 1]];

/** 3x3 convolution (zero padding 1), then the mean of each 2x2 cell: one 4x4 convolution of stride 2, 16 multiply-adds for 36. */
export function conv3x3ThenPool2(graph: GraphBuilder, x: Value, weight: Value, bias: Value): Value {
  return conv(graph, x, fuseTaps(graph, 'pooled', weight, POOLED, POOLED), bias, { stride: 2, padding: 1 });
}

/**
 * Each sample becomes a 2x2 cell, then a 3x3 convolution (zero padding 1): four 2x2 convolutions at the low resolution, one per
 * place in the cell, 16 multiply-adds for 36.
 */
export function upsample2ThenConv3x3(graph: GraphBuilder, x: Value, weight: Value, bias: Value): Value {
  const places = [{ name: 'even', taps: EVEN, offset: 1 }, { name: 'odd', taps: ODD, offset: 0 }];
  const cells = places.flatMap((row) => places.map((column) => {
    const kernel = fuseTaps(graph, `${row.name}_${column.name}`, weight, row.taps, column.taps);
    return conv(graph, x, kernel, bias, { padding: [row.offset, column.offset, 1 - row.offset, 1 - column.offset] });
  }));
  return depthToSpace2(graph, concatChannels(graph, cells));
}

/** `[Cout,Cin,3,3]` to `[Cout,Cin,k,k]`: every kernel times the Kronecker product of the two tap matrices. */
function fuseTaps(graph: GraphBuilder, name: string, weight: Value, rows: TapMatrix, columns: TapMatrix): Value {
  const matrix = rows.flatMap((row) => columns.flatMap((column) => row.flatMap((r) => column.map((c) => r * c))));
  const [channelsOut, channelsIn] = weight.dims;
  const kernel = rows[0]?.length ?? 0;
  const taps = graph.constant(`taps_${name}`, [9, kernel * kernel], Float32Array.from(matrix));
  const flat = reshape(graph, weight, [Number(channelsOut) * Number(channelsIn), 9]);
  return reshape(graph, matmul(graph, flat, taps), [Number(channelsOut), Number(channelsIn), kernel, kernel]);
}
