import type { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';
import type { MlpSpec, ModelSpec } from './spec.ts';

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

/**
 * Finds the decomposer and the domain transformers under one of their known names.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseMlps(keys: KeyReader, styleDim: number, domainCount: number): Pick<ModelSpec, 'decomposer' | 'transformers'> {
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
  const found = [PUBLISHED, ...REIMPLEMENTED].filter(({ decomposer, transformers }) => keys.hasUnder(decomposer.prefix) || keys.hasUnder(transformers.prefix));
  if (found.length < 2) return found[0] ?? PUBLISHED;
  throw layoutError('one decomposer', 'the style code', found.map(({ decomposer }) => `"${decomposer.prefix}"`).join(' and '));
}

/** Checks the layers and returns their widths, the input's first. */
function recogniseMlp(keys: KeyReader, prefix: string, layerCount: number, styleDim: number, expected?: readonly number[]): readonly number[] {
  const widths = [styleDim];
  for (let layer = 0; layer < layerCount; layer++) {
    const isLast = layer === layerCount - 1;
    const [out] = keys.expect(`${prefix}.${2 * layer}.weight`, [isLast ? styleDim : expected?.[layer + 1] ?? 'H', widths[layer] ?? 0]);
    keys.expect(`${prefix}.${2 * layer}.bias`, [out]);
    widths.push(out);
  }
  if (keys.hasUnder(`${prefix}.${2 * layerCount}`)) throw layoutError(`${layerCount} linear layers`, `"${prefix}"`, 'more');
  return widths;
}
