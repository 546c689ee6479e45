import type { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';
import type { MappedStyle, MlpSpec, SplitStyle } from './spec.ts';

/** Where a training keeps decomposer and domain transformers, and how deep they are: activations leave no trace in a checkpoint. */
interface Naming {
  readonly decomposer: MlpSpec;
  readonly transformers: MlpSpec;
}

const PUBLISHED: Naming = {
  decomposer: { prefix: 'style_encoder.transform1', layerCount: 3, endsWithRelu: false },
  transformers: { prefix: 'style_encoder.transform2', layerCount: 3, endsWithRelu: false },
};

/** The unofficial reimplementation's names, at top level or inside the style encoder. */
const REIMPLEMENTED: readonly Naming[] = ['style_transformer', 'style_encoder.style_transformer', 'style_encoder'].map((place) => ({
  decomposer: { prefix: `${place}.decomposer`, layerCount: 4, endsWithRelu: true },
  transformers: { prefix: `${place}.domain_transformer`, layerCount: 4, endsWithRelu: false },
}));

const NAMINGS = [PUBLISHED, ...REIMPLEMENTED];

/**
 * Finds what makes a style code of another domain: L2M-GAN's decomposer and domain transformers, or StarGAN v2's mapping network.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseStyleMaker(keys: KeyReader, styleDim: number, domainCount: number): SplitStyle | MappedStyle {
  const isSplit = NAMINGS.some(({ decomposer, transformers }) => keys.hasUnder(decomposer.prefix) || keys.hasUnder(transformers.prefix));
  return keys.hasUnder('mapping_network') && !isSplit ? recogniseMapping(keys, styleDim, domainCount) : recogniseMlps(keys, styleDim, domainCount);
}

function recogniseMapping(keys: KeyReader, styleDim: number, domainCount: number): MappedStyle {
  const [sharedPrefix, prefix] = ['mapping_network.shared', 'mapping_network.unshared'];
  const shared: MlpSpec = { prefix: sharedPrefix, layerCount: layersUnder(keys, sharedPrefix), endsWithRelu: true };
  const unshared: MlpSpec = { prefix, layerCount: layersUnder(keys, `${prefix}.0`), endsWithRelu: false };
  const latentDim = keys.expect(`${sharedPrefix}.0.weight`, ['H', 'L'])[1] ?? 0;
  const features = recogniseMlp(keys, sharedPrefix, shared.layerCount, latentDim, undefined, 'H').at(-1) ?? 0;
  const received = keys.countUnder(prefix);
  if (received > domainCount) throw layoutError(`${domainCount} domains, as many as in "style_encoder.unshared",`, `"${prefix}"`, received);
  const widths = recogniseMlp(keys, `${prefix}.0`, unshared.layerCount, features, undefined, styleDim);
  for (let d = 1; d < domainCount; d++) recogniseMlp(keys, `${prefix}.${d}`, unshared.layerCount, features, widths, styleDim);
  return { mapping: { latentDim, shared, unshared } };
}

/** Activations stand between the layers and leave no trace. */
function layersUnder(keys: KeyReader, prefix: string): number {
  return Math.max(1, (keys.countUnder(prefix) + 1) >> 1);
}

/**
 * Finds the decomposer and the domain transformers under one of their known names.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
function recogniseMlps(keys: KeyReader, styleDim: number, domainCount: number): SplitStyle {
  const { decomposer, transformers } = findNaming(keys);
  recogniseMlp(keys, decomposer.prefix, decomposer.layerCount, styleDim);
  const received = keys.countUnder(transformers.prefix);
  if (received > domainCount) throw layoutError(`${domainCount} domains, as many as in "style_encoder.unshared",`, `"${transformers.prefix}"`, received);
  const widths = recogniseMlp(keys, `${transformers.prefix}.0`, transformers.layerCount, styleDim);
  // All domains are computed as one batched product, so their widths must agree.
  for (let d = 1; d < domainCount; d++) recogniseMlp(keys, `${transformers.prefix}.${d}`, transformers.layerCount, styleDim, widths);
  return { decomposer, transformers };
}

function findNaming(keys: KeyReader): Naming {
  const found = NAMINGS.filter(({ decomposer, transformers }) => keys.hasUnder(decomposer.prefix) || keys.hasUnder(transformers.prefix));
  if (found.length < 2) return found[0] ?? PUBLISHED;
  throw layoutError('one decomposer', 'the style code', found.map(({ decomposer }) => `"${decomposer.prefix}"`).join(' and '));
}

/** Checks the layers and returns their widths, the input's first. The last one's is as many as go in, unless told otherwise; a name stands for any. */
function recogniseMlp(keys: KeyReader, prefix: string, layerCount: number, widthIn: number, expected?: readonly number[], widthOut: number | string = widthIn): readonly number[] {
  const widths = [widthIn];
  for (let layer = 0; layer < layerCount; layer++) {
    const isLast = layer === layerCount - 1;
    const [out] = keys.expect(`${prefix}.${2 * layer}.weight`, [isLast ? widthOut : expected?.[layer + 1] ?? 'H', widths[layer] ?? 0]);
    keys.expect(`${prefix}.${2 * layer}.bias`, [out]);
    widths.push(out);
  }
  if (keys.hasUnder(`${prefix}.${2 * layerCount}`)) throw layoutError(`${layerCount} linear layers`, `"${prefix}"`, 'more');
  return widths;
}
