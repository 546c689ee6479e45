import type { GraphBuilder, Value } from '../../onnx/graph-builder.ts';
import { concatRows, conv, crop, linear, maxPool2, planeMean, relu, resizeBilinear } from '../../onnx/ops.ts';
import type { ModelSpec } from '../spec.ts';
import { foldFactors, readBatchNorm } from './batch-norm.ts';
import type { Emit } from './blocks.ts';

/** Side of the pictures that the classifier was trained on. */
const CLASSIFIER_SIDE_PX = 64;

type ClassifierSpec = Pick<ModelSpec, 'imageSizePx' | 'classifierChannels' | 'classifierWindowCount'>;

/** `image [N,3,S,S] float32 NCHW in [-1,1]` to `logits [N,k]`, positive where the attribute is on; the whole image is looked at, and windows of it. */
export async function emitAttributeClassifier(emit: Emit, spec: ClassifierSpec): Promise<void> {
  const { graph, weights } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  const views = [await features(emit, spec, 'attribute_classifier.blocks', image)];
  const places = spec.classifierWindowCount > 0 ? (await weights.read('attribute_classifier.places')).samples : new Float32Array();
  for (let window = 0; window < spec.classifierWindowCount; window++) {
    const [left = 0, top = 0, right = 1, bottom = 1] = Array.from(places.subarray(4 * window, 4 * window + 4), (share) => Math.round(share * spec.imageSizePx));
    views.push(await features(emit, spec, `attribute_classifier.windows.${window}`, crop(graph, image, [left, top, right, bottom])));
  }
  const head = await weights.into(graph, 'attribute_classifier.head.weight');
  graph.output('logits', linear(graph, concatRows(graph, views), head, await weights.into(graph, 'attribute_classifier.head.bias')));
}

/** `[N,3,h,w]` to `[N,C]`, each channel's mean after the last block. */
async function features(emit: Emit, spec: ClassifierSpec, prefix: string, image: Value): Promise<Value> {
  let x = sized(emit.graph, image);
  for (const i of spec.classifierChannels.keys()) {
    x = await foldedConv(emit, `${prefix}.${i}.0`, `${prefix}.${i}.1`, x);
    x = maxPool2(emit.graph, await foldedConv(emit, `${prefix}.${i}.3`, `${prefix}.${i}.4`, x));
  }
  return planeMean(emit.graph, x);
}

function sized(graph: GraphBuilder, image: Value): Value {
  const isSized = image.dims.slice(2).every((side) => side === CLASSIFIER_SIDE_PX);
  return isSized ? image : resizeBilinear(graph, image, CLASSIFIER_SIDE_PX);
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
