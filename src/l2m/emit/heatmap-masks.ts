import type { GraphBuilder, Value } from '../../onnx/graph-builder.ts';
import { add, multiply, subtract } from '../../onnx/ops.ts';
import { channelSum, clampUnit, divide, enlargeAligned, offset, planeMax, planeMin, rollRows, takeChannels, zeroUnder } from '../../onnx/plane-ops.ts';

export const LANDMARKS = 98;

/** Enlargement from 64 to 256 px. */
const FACTOR = 4;
const THRESHOLD = 0.1;
const EPSILON = 1e-6;

/** One heatmap channel may stand for several places; each is raised to a power and moved down (up where negative) by rows. */
interface Part {
  readonly power: 1 | 2 | 3 | 4;
  readonly down: number;
}

interface Group {
  readonly channels: readonly number[];
  readonly parts: readonly Part[];
  /** All groups count in mask0. */
  readonly inMask1: boolean;
}

/**
 * The published model's use of the 98 landmarks (WFLW's numbering). Powers and shifts act on all channels of a group alike, so
 * channels are summed before they are shifted; those that the model zeroes (0..7, 25..33, 46, 76, 82) do not appear.
 */
const GROUPS: readonly Group[] = [
  { channels: range(8, 24), parts: [{ power: 3, down: 0 }], inMask1: false },
  { channels: [...range(34, 45), ...range(47, 50)], parts: [{ power: 2, down: 7 }], inMask1: false },
  { channels: range(77, 81), parts: [{ power: 4, down: 8 }], inMask1: false },
  { channels: range(83, 87), parts: [{ power: 4, down: -8 }], inMask1: false },
  { channels: range(88, 95), parts: [{ power: 3, down: 2 }], inMask1: false },
  { channels: [51, 96, 97], parts: [{ power: 1, down: 0 }], inMask1: true },
  { channels: range(52, 54), parts: [{ power: 1, down: -4 }], inMask1: true },
  { channels: range(55, 59), parts: [{ power: 4, down: -8 }], inMask1: true },
  { channels: range(60, 75), parts: [{ power: 3, down: 8 }, { power: 1, down: 24 }], inMask1: true },
];

/** `heatmaps [N,98,64,64]` to the outputs `mask0` (the whole face) and `mask1` (eyes and nose) `[N,1,256,256]` in [0,1]. */
export function emitMasks(graph: GraphBuilder, heatmaps: Value): void {
  const outer = sumOf(graph, heatmaps, GROUPS.filter(({ inMask1 }) => !inMask1));
  const inner = sumOf(graph, heatmaps, GROUPS.filter(({ inMask1 }) => inMask1));
  graph.output('mask0', clampUnit(graph, add(graph, outer, inner)));
  graph.output('mask1', clampUnit(graph, inner));
}

function sumOf(graph: GraphBuilder, heatmaps: Value, groups: readonly Group[]): Value {
  const planes = groups.flatMap(({ channels, parts }) => {
    const prominence = normalised(graph, enlargeAligned(graph, takeChannels(graph, heatmaps, channels), FACTOR));
    return parts.map(({ power, down }) => {
      const plane = channelSum(graph, raised(graph, prominence, power));
      return down === 0 ? plane : rollRows(graph, plane, down);
    });
  });
  return planes.reduce((sum, plane) => add(graph, sum, plane));
}

/** What is left above the threshold, each channel brought to [0,1). */
function normalised(graph: GraphBuilder, x: Value): Value {
  const kept = zeroUnder(graph, x, THRESHOLD);
  const lowest = planeMin(graph, kept);
  const span = subtract(graph, planeMax(graph, kept), lowest);
  return divide(graph, subtract(graph, kept, lowest), offset(graph, span, EPSILON));
}

function raised(graph: GraphBuilder, x: Value, power: Part['power']): Value {
  if (power === 1) return x;
  const square = multiply(graph, x, x);
  if (power === 2) return square;
  return multiply(graph, square, power === 3 ? x : square);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
