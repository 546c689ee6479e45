import type { Checkpoint, PlainValue, TensorEntry } from '../../../src/checkpoint/checkpoint.ts';

/** A checkpoint in memory: tensors by key, as shape and, where a test reads them, samples; by default every sample is 0.01. */
export function memoryCheckpoint(
  shapes: Readonly<Record<string, readonly number[]>>,
  samples: Readonly<Record<string, Float32Array<ArrayBuffer>>> = {},
  plain: { readonly [key: string]: PlainValue } = {},
): Checkpoint {
  const tensors = new Map(Object.entries(shapes).map(([key, shape]): [string, TensorEntry] => [key, { key, dtype: 'float32', shape }]));
  return {
    format: 'torch-zip',
    sizeBytes: 1,
    tensors,
    plain,
    readFloat32: (key) => {
      const size = (tensors.get(key)?.shape ?? []).reduce((product, dim) => product * dim, 1);
      return Promise.resolve(samples[key] ?? new Float32Array(size).fill(0.01));
    },
  };
}

export interface LayoutOptions {
  readonly residualBlocks: number;
  /** Channels from `from_rgb` to the last encode block. */
  readonly generatorWidths: readonly number[];
  readonly styleDim?: number;
  readonly domains?: number;
  readonly classifierAttributes?: number;
  /** Adds a landmark network, as published models with high-pass skips have. */
  readonly fan?: boolean;
}

/** Keys and shapes of our own training's layout. */
export function layoutShapes({ residualBlocks, generatorWidths, styleDim = 6, domains = 2, classifierAttributes = 0, fan = false }: LayoutOptions): Record<string, readonly number[]> {
  return {
    ...generatorShapes(generatorWidths, styleDim),
    ...styleEncoderShapes(residualBlocks, styleDim, domains),
    ...(classifierAttributes > 0 ? classifierShapes(classifierAttributes) : {}),
    ...(fan ? fanShapes() : {}),
  };
}

function convShapes(prefix: string, out: number, into: number, kernel: number): Record<string, readonly number[]> {
  return { [`${prefix}.weight`]: [out, into, kernel, kernel], [`${prefix}.bias`]: [out] };
}

function linearShapes(prefix: string, out: number, into: number): Record<string, readonly number[]> {
  return { [`${prefix}.weight`]: [out, into], [`${prefix}.bias`]: [out] };
}

function generatorShapes(widths: readonly number[], styleDim: number): Record<string, readonly number[]> {
  const first = widths[0] ?? 0;
  const shapes: Record<string, readonly number[]> = { ...convShapes('generator.from_rgb', first, 3, 3) };
  const pairs = widths.slice(1).map((out, i) => [widths[i] ?? 0, out] as const);
  for (const [i, [into, out]] of pairs.entries()) {
    const prefix = `generator.encode.${i}`;
    Object.assign(shapes, convShapes(`${prefix}.conv1`, into, into, 3), convShapes(`${prefix}.conv2`, out, into, 3));
    for (const norm of ['norm1', 'norm2']) Object.assign(shapes, { [`${prefix}.${norm}.weight`]: [into], [`${prefix}.${norm}.bias`]: [into] });
    if (into !== out) shapes[`${prefix}.conv1x1.weight`] = [out, into, 1, 1];
  }
  for (const [i, [out, into]] of [...pairs].reverse().entries()) {
    const prefix = `generator.decode.${i}`;
    Object.assign(shapes, convShapes(`${prefix}.conv1`, out, into, 3), convShapes(`${prefix}.conv2`, out, out, 3));
    Object.assign(shapes, linearShapes(`${prefix}.norm1.fc`, 2 * into, styleDim), linearShapes(`${prefix}.norm2.fc`, 2 * out, styleDim));
    if (into !== out) shapes[`${prefix}.conv1x1.weight`] = [out, into, 1, 1];
  }
  return { ...shapes, 'generator.to_rgb.0.weight': [first], 'generator.to_rgb.0.bias': [first], ...convShapes('generator.to_rgb.2', 3, first, 1) };
}

function styleEncoderShapes(residualBlocks: number, styleDim: number, domains: number): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = { ...convShapes('style_encoder.shared.0', 2, 3, 3) };
  for (let i = 1; i <= residualBlocks; i++) {
    Object.assign(shapes, convShapes(`style_encoder.shared.${i}.conv1`, 2, 2, 3), convShapes(`style_encoder.shared.${i}.conv2`, 2, 2, 3));
  }
  Object.assign(shapes, convShapes(`style_encoder.shared.${residualBlocks + 2}`, 2, 2, 4));
  const mlps = ['style_encoder.transform1', ...Array.from({ length: domains }, (_, d) => `style_encoder.transform2.${d}`)];
  for (let d = 0; d < domains; d++) Object.assign(shapes, linearShapes(`style_encoder.unshared.${d}`, styleDim, 2));
  for (const mlp of mlps) for (const layer of [0, 2, 4]) Object.assign(shapes, linearShapes(`${mlp}.${layer}`, styleDim, styleDim));
  return shapes;
}

function classifierShapes(attributes: number): Record<string, readonly number[]> {
  const prefix = 'attribute_classifier.blocks.0';
  const norm = (index: number) => Object.fromEntries(['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${prefix}.${index}.${part}`, [3]]));
  return {
    [`${prefix}.0.weight`]: [3, 3, 3, 3], ...norm(1), [`${prefix}.1.num_batches_tracked`]: [],
    [`${prefix}.3.weight`]: [3, 3, 3, 3], ...norm(4),
    ...linearShapes('attribute_classifier.head', attributes, 3),
  };
}

function batchNormShapes(prefix: string, channels: number): Record<string, readonly number[]> {
  return { ...Object.fromEntries(['weight', 'bias', 'running_mean', 'running_var'].map((part) => [`${prefix}.${part}`, [channels]])), [`${prefix}.num_batches_tracked`]: [] };
}

function fanBlockShapes(prefix: string, into: number, out: number): Record<string, readonly number[]> {
  const shapes: Record<string, readonly number[]> = {};
  const widths = [into, out / 2, out / 4, out / 4];
  for (const layer of [1, 2, 3]) {
    const [from = 0, to = 0] = widths.slice(layer - 1);
    Object.assign(shapes, batchNormShapes(`${prefix}.bn${layer}`, from), { [`${prefix}.conv${layer}.weight`]: [to, from, 3, 3] });
  }
  if (into !== out) Object.assign(shapes, batchNormShapes(`${prefix}.downsample.0`, into), { [`${prefix}.downsample.2.weight`]: [out, into, 1, 1] });
  return shapes;
}

function fanShapes(): Record<string, readonly number[]> {
  const hourglass = [4, 3, 2, 1].flatMap((level) => ['b1', 'b2', 'b3'].map((branch) => `${branch}_${level}`));
  return Object.assign({},
    convShapes('fan.conv1.conv', 4, 6, 7), batchNormShapes('fan.bn1', 4),
    fanBlockShapes('fan.conv2', 4, 8), fanBlockShapes('fan.conv3', 8, 8), fanBlockShapes('fan.conv4', 8, 16),
    convShapes('fan.m0.coordconv.conv', 16, 19, 1),
    ...[...hourglass, 'b2_plus_1'].map((block) => fanBlockShapes(`fan.m0.${block}`, 16, 16)),
    fanBlockShapes('fan.top_m_0', 16, 16), convShapes('fan.conv_last0', 16, 16, 1), batchNormShapes('fan.bn_end0', 16), convShapes('fan.l0', 99, 16, 1)) as Record<string, readonly number[]>;
}
