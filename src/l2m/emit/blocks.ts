import type { GraphBuilder, Value } from '../../onnx/graph-builder.ts';
import { conv3x3ThenPool2, upsample2ThenConv3x3 } from '../../onnx/fused-conv.ts';
import { add, averagePool2, conv, instanceNorm, leakyRelu, linear, multiply, plainInstanceNorm, scale, toPlanes, upsampleNearest2 } from '../../onnx/ops.ts';
import type { BlockSpec } from '../spec.ts';
import type { WeightSource } from './weight-source.ts';

/** A graph under construction and where its weights come from. */
export interface Emit {
  readonly graph: GraphBuilder;
  readonly weights: WeightSource;
}

/** 3x3 convolution with bias, zero padding 1. */
export async function conv3x3(emit: Emit, prefix: string, x: Value): Promise<Value> {
  const { weight, bias } = await kernelOf(emit, prefix);
  return conv(emit.graph, x, weight, bias, { padding: 1 });
}

/** The first convolution of a network on a picture: 3x3, or 4x4 at every second place. */
export async function stem(emit: Emit, prefix: string, image: Value, patchPx: 1 | 2): Promise<Value> {
  const { weight, bias } = await kernelOf(emit, prefix);
  return conv(emit.graph, image, weight, bias, { padding: 1, stride: patchPx });
}

/** Instance normalisation with learned scale and shift. */
export async function affineNorm({ graph, weights }: Emit, prefix: string, x: Value): Promise<Value> {
  return instanceNorm(graph, x, await weights.into(graph, `${prefix}.weight`), await weights.into(graph, `${prefix}.bias`));
}

/** Pre-activation residual block of the content encoder (normalised) and of the style encoder (not). */
export async function encodeBlock(emit: Emit, prefix: string, block: BlockSpec, normalised: boolean, x: Value): Promise<Value> {
  const { graph } = emit;
  const norm = (name: string, value: Value): Promise<Value> => (normalised ? affineNorm(emit, `${prefix}.${name}`, value) : Promise.resolve(value));
  const activated = leakyRelu(graph, await norm('norm1', x));
  const { weight, bias } = await kernelOf(emit, `${prefix}.conv1`);
  const first = block.resamples ? conv3x3ThenPool2(graph, activated, weight, bias) : conv(graph, activated, weight, bias, { padding: 1 });
  const second = await conv3x3(emit, `${prefix}.conv2`, leakyRelu(graph, await norm('norm2', first)));
  const pooled = block.resamples ? averagePool2(graph, x) : x;
  return halfPowerSum(graph, await shortcut(emit, prefix, block, pooled), second);
}

/** Block of the decoder, driven by the style code through AdaIN; with high-pass skips in the model it has no shortcut. */
export async function decodeBlock(emit: Emit, prefix: string, block: BlockSpec, hasShortcut: boolean, style: Value, x: Value): Promise<Value> {
  const { graph } = emit;
  const activated = leakyRelu(graph, await adain(emit, `${prefix}.norm1`, block.channelsIn, x, style));
  const { weight, bias } = await kernelOf(emit, `${prefix}.conv1`);
  const first = block.resamples ? upsample2ThenConv3x3(graph, activated, weight, bias) : conv(graph, activated, weight, bias, { padding: 1 });
  const second = await conv3x3(emit, `${prefix}.conv2`, leakyRelu(graph, await adain(emit, `${prefix}.norm2`, block.channelsOut, first, style)));
  if (!hasShortcut) return second;
  // The 1x1 convolution and the nearest upsampling commute; before it there are a quarter of the samples.
  const mapped = await shortcut(emit, prefix, block, x);
  return halfPowerSum(graph, block.resamples ? upsampleNearest2(graph, mapped) : mapped, second);
}

/** `(1 + gamma) * instance_norm(x) + beta`, with gamma and beta the halves of a linear layer of the style. */
export async function adain({ graph, weights }: Emit, prefix: string, channels: number, x: Value, style: Value): Promise<Value> {
  const { samples: weight, shape } = await weights.read(`${prefix}.fc.weight`);
  const { samples: bias } = await weights.read(`${prefix}.fc.bias`);
  const styleDim = shape[1] ?? 0;
  const half = (name: string, rows: Float32Array, shifts: Float32Array): Value => toPlanes(graph, linear(graph, style,
    graph.weight(`${prefix}.${name}.weight`, [channels, styleDim], rows),
    graph.weight(`${prefix}.${name}.bias`, [channels], shifts)));
  const split = channels * styleDim;
  const onePlusGamma = half('gamma', weight.subarray(0, split), bias.slice(0, channels).map((value) => 1 + value));
  const beta = half('beta', weight.subarray(split), bias.subarray(channels));
  return add(graph, multiply(graph, plainInstanceNorm(graph, x), onePlusGamma), beta);
}

async function shortcut({ graph, weights }: Emit, prefix: string, block: BlockSpec, x: Value): Promise<Value> {
  if (block.channelsIn === block.channelsOut) return x;
  return conv(graph, x, await weights.into(graph, `${prefix}.conv1x1.weight`), undefined);
}

/** `(x + y) / sqrt 2`, which keeps the variance of independent summands. */
function halfPowerSum(graph: GraphBuilder, x: Value, y: Value): Value {
  return scale(graph, add(graph, x, y), Math.SQRT1_2);
}

async function kernelOf({ graph, weights }: Emit, prefix: string): Promise<{ readonly weight: Value; readonly bias: Value }> {
  return { weight: await weights.into(graph, `${prefix}.weight`), bias: await weights.into(graph, `${prefix}.bias`) };
}
