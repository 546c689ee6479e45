import type { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';
import type { ModelSpec } from './spec.ts';

/**
 * The attribute classifier, where there is one.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseClassifier(keys: KeyReader): Pick<ModelSpec, 'classifierAttributeCount' | 'classifierChannels'> {
  if (!keys.hasUnder('attribute_classifier')) return { classifierAttributeCount: 0, classifierChannels: [] };
  const classifierChannels = recogniseBlocks(keys);
  return { classifierAttributeCount: recogniseHead(keys, classifierChannels), classifierChannels };
}

function recogniseBlocks(keys: KeyReader): readonly number[] {
  const count = keys.countUnder('attribute_classifier.blocks');
  // Each block halves the 64 px input.
  if (count < 1 || count > 6) throw layoutError('1 to 6 blocks', '"attribute_classifier.blocks"', count);
  const channels: number[] = [];
  for (let i = 0; i < count; i++) {
    const prefix = `attribute_classifier.blocks.${i}`;
    const [out] = keys.expect(`${prefix}.0.weight`, ['C', channels.at(-1) ?? 3, 3, 3]);
    keys.expect(`${prefix}.3.weight`, [out, out, 3, 3]);
    for (const norm of ['1', '4']) {
      for (const part of ['weight', 'bias', 'running_mean', 'running_var']) keys.expect(`${prefix}.${norm}.${part}`, [out]);
    }
    channels.push(out);
  }
  return channels;
}

function recogniseHead(keys: KeyReader, channels: readonly number[]): number {
  const [attributeCount] = keys.expect('attribute_classifier.head.weight', ['K', channels.at(-1) ?? 0]);
  keys.expect('attribute_classifier.head.bias', [attributeCount]);
  return attributeCount;
}
