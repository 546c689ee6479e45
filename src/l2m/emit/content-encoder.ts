import type { Value } from '../../onnx/graph-builder.ts';
import { multiply, resizeBilinear } from '../../onnx/ops.ts';
import { filter3x3 } from '../../onnx/plane-ops.ts';
import { highPassSkips, type HighPassSkip } from '../high-pass-skips.ts';
import type { ModelSpec } from '../spec.ts';
import { encodeBlock, stem, type Emit } from './blocks.ts';

/** Side of the masks that landmark-heatmaps gives. */
const MASK_SIDE_PX = 256;
/** A plane minus its neighbours: eight times each sample, less the eight around it; w_hpf = 1. */
const HIGH_PASS = [-1, -1, -1, -1, 8, -1, -1, -1, -1] as const;

/**
 * `image [N,3,S,S] float32 NCHW in [-1,1]` to `content [N,C,H,W]`; with high-pass skips also `mask0`, `mask1 [N,1,256,256]` in
 * [0,1] to `skip32`, `skip64`, `skip128 [N,C,side,side]` (those sizes that the encoder has), masked and filtered.
 */
export async function emitContentEncoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  const filter = spec.hasHighPassSkips ? maskedHighPass(emit) : undefined;
  const skips = highPassSkips(spec);
  let x = await stem(emit, 'generator.from_rgb', image, spec.patchPx);
  for (const [i, block] of spec.encodeBlocks.entries()) {
    for (const skip of skips) if (skip.encodeBlock === i) graph.output(skip.name, filter?.(skip, x) ?? x);
    x = await encodeBlock(emit, `generator.encode.${i}`, block, true, x);
  }
  graph.output('content', x);
}

function maskedHighPass({ graph }: Emit): (skip: HighPassSkip, x: Value) => Value {
  const masks = { mask0: maskInput('mask0'), mask1: maskInput('mask1') };
  return ({ mask, sidePx }, x) => filter3x3(graph, multiply(graph, x, resizeBilinear(graph, masks[mask], sidePx)), 'high_pass', HIGH_PASS);

  function maskInput(name: string): Value {
    return graph.input(name, ['N', 1, MASK_SIDE_PX, MASK_SIDE_PX]);
  }
}
