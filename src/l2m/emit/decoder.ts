import { add, conv, leakyRelu } from '../../onnx/ops.ts';
import { decodedSidesPx, highPassSkips } from '../high-pass-skips.ts';
import type { ModelSpec } from '../spec.ts';
import { affineNorm, decodeBlock, type Emit } from './blocks.ts';

/**
 * `content [B,C,H,W]`, with high-pass skips also `skip32`, `skip64`, `skip128 [B,C,side,side]` (B = 1 or B = M), and `style [M,64]`
 * to `image [M,3,S,S] float32 NCHW in [-1,1]`.
 */
export async function emitDecoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph, weights } = emit;
  const contentSidePx = spec.imageSizePx / 2 ** spec.encodeBlocks.filter((block) => block.resamples).length;
  const channels = spec.decodeBlocks[0]?.channelsIn ?? 0;
  let x = graph.input('content', ['B', channels, contentSidePx, contentSidePx]);
  const skips = new Map(highPassSkips(spec).map((skip) => [skip.sidePx, graph.input(skip.name, ['B', skip.channels, skip.sidePx, skip.sidePx])]));
  const style = graph.input('style', ['M', spec.styleDim]);
  const sides = decodedSidesPx(spec);
  for (const [i, block] of spec.decodeBlocks.entries()) {
    x = await decodeBlock(emit, `generator.decode.${i}`, block, !spec.hasHighPassSkips, style, x);
    const skip = skips.get(sides[i] ?? 0);
    if (skip !== undefined) x = add(graph, skip, x);
  }
  const activated = leakyRelu(graph, await affineNorm(emit, 'generator.to_rgb.0', x));
  const weight = await weights.into(graph, 'generator.to_rgb.2.weight');
  graph.output('image', conv(graph, activated, weight, await weights.into(graph, 'generator.to_rgb.2.bias')));
}
