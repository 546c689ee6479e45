import type { ModelSpec } from '../spec.ts';
import { conv3x3, encodeBlock, type Emit } from './blocks.ts';

/** `image [N,3,S,S] float32 NCHW in [-1,1]` to `content [N,C,H,W]`. */
export async function emitContentEncoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  let x = await conv3x3(emit, 'generator.from_rgb', image);
  for (const [i, block] of spec.encodeBlocks.entries()) {
    x = await encodeBlock(emit, `generator.encode.${i}`, block, true, x);
  }
  graph.output('content', x);
}
