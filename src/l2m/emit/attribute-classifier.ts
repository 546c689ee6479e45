import type { Value } from '../../onnx/graph-builder.ts';
import { conv, linear, maxPool2, planeMean, relu, resizeBilinear } from '../../onnx/ops.ts';
import type { ModelSpec } from '../spec.ts';
import { foldFactors, readBatchNorm } from './batch-norm.ts';
import type { Emit } from './blocks.ts';

/** Side of the picture that the classifier was trained on. */
const CLASSIFIER_SIDE_PX = 64;

/** `image [N,3,S,S] float32 NCHW in [-1,1]` to `logits [N,k]`, positive where the attribute is on. */
export async function emitAttributeClassifier(emit: Emit, spec: Pick<ModelSpec, 'imageSizePx' | 'classifierChannels'>): Promise<void> {
  const { graph, weights } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  let x = spec.imageSizePx === CLASSIFIER_SIDE_PX ? image : resizeBilinear(graph, image, CLASSIFIER_SIDE_PX);
  for (const i of spec.classifierChannels.keys()) {
    const prefix = `attribute_classifier.blocks.${i}`;
    x = await foldedConv(emit, `${prefix}.0`, `${prefix}.1`, x);
    x = maxPool2(graph, await foldedConv(emit, `${prefix}.3`, `${prefix}.4`, x));
  }
  const head = await weights.into(graph, 'attribute_classifier.head.weight');
  graph.output('logits', linear(graph, planeMean(graph, x), head, await weights.into(graph, 'attribute_classifier.head.bias')));
}

/** A bias-free convolution with the batch norm (epsilon 1e-5) behind it folded in, then ReLU. */
async function foldedConv({ graph, weights }: Emit, convKey: string, normKey: string, x: Value): Promise<Value> {
  const { shape, samples } = await weights.read(`${convKey}.weight`);
  const norm = await readBatchNorm(weights, normKey);
  const product = conv(graph, x,
    graph.weight(`${convKey}.weight`, shape, foldFactors(samples, norm)),
    graph.weight(`${normKey}.bias`, [norm.shifts.length], Float32Array.from(norm.shifts)), { padding: 1 });
  return relu(graph, product);
}
