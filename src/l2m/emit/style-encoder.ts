import { conv, flatten, leakyRelu, linear, reshapeRows } from '../../onnx/ops.ts';
import type { ModelSpec } from '../spec.ts';
import { encodeBlock, stem, type Emit } from './blocks.ts';
import { readStacked } from './stacked.ts';

/** `image [N,3,S,S] float32 NCHW in [-1,1]` to `codes [N,D,64]`, the style code by every domain's head. */
export async function emitStyleEncoder(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph, weights } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  let x = await stem(emit, 'style_encoder.shared.0', image, spec.patchPx);
  for (const [i, block] of spec.styleBlocks.entries()) {
    x = await encodeBlock(emit, `style_encoder.shared.${i + 1}`, block, false, x);
  }
  const last = `style_encoder.shared.${spec.styleBlocks.length + 2}`;
  const kernel = await weights.into(graph, `${last}.weight`);
  const features = leakyRelu(graph, conv(graph, leakyRelu(graph, x), kernel, await weights.into(graph, `${last}.bias`)));
  const heads = await readStacked(weights, spec.domainCount, (d) => `style_encoder.unshared.${d}.weight`);
  const biases = await readStacked(weights, spec.domainCount, (d) => `style_encoder.unshared.${d}.bias`);
  const rows = spec.domainCount * spec.styleDim;
  const codes = linear(graph, flatten(graph, features),
    graph.weight('style_encoder.unshared.weight', [rows, heads.shape[1] ?? 0], heads.samples),
    graph.weight('style_encoder.unshared.bias', [rows], biases.samples));
  graph.output('codes', reshapeRows(graph, codes, [spec.domainCount, spec.styleDim]));
}
