import type { Value } from '../../onnx/graph-builder.ts';
import { averagePool2, conv, relu, resizeBilinear, scale } from '../../onnx/ops.ts';
import { offset } from '../../onnx/plane-ops.ts';
import type { ModelSpec } from '../spec.ts';
import type { Emit } from './blocks.ts';
import { coordConv, fanBlock, hourglass, readFoldedKernel, readKernel } from './fan-blocks.ts';
import { emitMasks, LANDMARKS } from './heatmap-masks.ts';

/** Side of the picture that the landmark network was trained on. */
const FAN_SIDE_PX = 256;

/**
 * `image [N,3,S,S] float32 NCHW in [-1,1]` to `heatmaps [N,98,64,64]` (the landmark network of Bulat & Tzimiropoulos 2017 with
 * the heads of Wang et al. 2019) and `mask0`, `mask1 [N,1,256,256]` in [0,1].
 */
export async function emitLandmarkHeatmaps(emit: Emit, spec: ModelSpec): Promise<void> {
  const { graph } = emit;
  const image = graph.input('image', ['N', 3, spec.imageSizePx, spec.imageSizePx]);
  const resized = spec.imageSizePx === FAN_SIDE_PX ? image : resizeBilinear(graph, image, FAN_SIDE_PX);
  const heatmaps = await landmarkNetwork(emit, offset(graph, scale(graph, resized, 0.5), 0.5));
  graph.output('heatmaps', heatmaps);
  emitMasks(graph, heatmaps);
}

/** `[N,3,256,256]` in [0,1] to `[N,98,64,64]`. */
async function landmarkNetwork(emit: Emit, picture: Value): Promise<Value> {
  const { graph } = emit;
  const stem = coordConv(graph, picture, await readFoldedKernel(emit, 'fan.conv1.conv', 'fan.bn1'), { stride: 2, padding: 3 });
  let x = averagePool2(graph, await fanBlock(emit, 'fan.conv2', relu(graph, stem)));
  x = await fanBlock(emit, 'fan.conv4', await fanBlock(emit, 'fan.conv3', x));
  x = coordConv(graph, x, await readKernel(emit, 'fan.m0.coordconv.conv'), {});
  x = await fanBlock(emit, 'fan.top_m_0', await hourglass(emit, 'fan.m0', x));
  const { key, weight, bias } = await readFoldedKernel(emit, 'fan.conv_last0', 'fan.bn_end0');
  x = relu(graph, conv(graph, x, graph.weight(`${key}.weight`, weight.shape, weight.samples), graph.weight(`${key}.bias`, [bias.length], bias)));
  return await landmarkHead(emit, x);
}

/** The rest of the head's channels is not used. */
async function landmarkHead(emit: Emit, x: Value): Promise<Value> {
  const { graph } = emit;
  const { key, weight, bias } = await readKernel(emit, 'fan.l0');
  const channels = weight.shape[1] ?? 0;
  return conv(graph, x,
    graph.weight(`${key}.weight`, [LANDMARKS, channels, 1, 1], weight.samples.slice(0, LANDMARKS * channels)),
    graph.weight(`${key}.bias`, [LANDMARKS], bias.slice(0, LANDMARKS)));
}
