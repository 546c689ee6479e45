import { add, conv, depthToSpace2, leakyRelu } from '../../onnx/ops.ts';
import { contentSidePx, decodedSidesPx, highPassSkips } from '../high-pass-skips.ts';
import type { ModelSpec } from '../spec.ts';
import { affineNorm, decodeBlock, type Emit } from './blocks.ts';
import type { Weight } from './weight-source.ts';

/**
 * `content [B,C,H,W]`, with high-pass skips also `skip32`, `skip64`, `skip128 [B,C,side,side]` (B = 1 or B = M), and `style [M,64]`
 * to `image [M,3,S,S] float32 NCHW in [-1,1]`.
 */
export async function emitDecoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph, weights } = emit;
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
  if (spec.patchPx === 1) {
    const weight = await weights.into(graph, 'generator.to_rgb.2.weight');
    graph.output('image', conv(graph, activated, weight, await weights.into(graph, 'generator.to_rgb.2.bias')));
    return;
  }
  const [weight, bias] = await Promise.all(['weight', 'bias'].map(async (part) => {
    const key = `generator.to_rgb.2.${part}`;
    const stored = placesFirst(await weights.read(key));
    return graph.weight(key, stored.shape, stored.samples);
  }));
  graph.output('image', depthToSpace2(graph, conv(graph, activated, weight!, bias, { padding: 1 })));
}

/** PyTorch's pixel shuffle takes the four places of a colour from neighbouring channels, `depthToSpace2` the colours of a place. */
function placesFirst({ shape, samples }: Weight): Weight {
  const row = samples.length / 12;
  const sorted = new Float32Array(samples.length);
  for (let to = 0; to < 12; to++) {
    const from = (to % 3) * 4 + Math.floor(to / 3);
    sorted.set(samples.subarray(from * row, (from + 1) * row), to * row);
  }
  return { shape, samples: sorted };
}
