import type { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';
import type { ModelSpec } from './spec.ts';

const ROOT = 'attribute_classifier';

type ClassifierSpec = Pick<ModelSpec, 'classifierAttributeCount' | 'classifierChannels' | 'classifierWindowCount'>;

/**
 * The attribute classifier, where there is one.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseClassifier(keys: KeyReader): ClassifierSpec {
  if (!keys.hasUnder(ROOT)) return { classifierAttributeCount: 0, classifierChannels: [], classifierWindowCount: 0 };
  const classifierChannels = recogniseBlocks(keys);
  const classifierWindowCount = recogniseWindows(keys, classifierChannels);
  return { classifierAttributeCount: recogniseHead(keys, classifierChannels, classifierWindowCount), classifierChannels, classifierWindowCount };
}

function recogniseBlocks(keys: KeyReader): readonly number[] {
  const count = keys.countUnder(`${ROOT}.blocks`);
  // Each block halves the 64 px input.
  if (count < 1 || count > 6) throw layoutError('1 to 6 blocks', `"${ROOT}.blocks"`, count);
  const channels: number[] = [];
  for (let i = 0; i < count; i++) {
    const [out] = keys.expect(`${ROOT}.blocks.${i}.0.weight`, ['C', channels.at(-1) ?? 3, 3, 3]);
    expectBlock(keys, `${ROOT}.blocks.${i}`, channels.at(-1) ?? 3, out);
    channels.push(out);
  }
  return channels;
}

/** Where the windows lie is a tensor too, `places`: left, top, right and bottom in shares of the side. */
function recogniseWindows(keys: KeyReader, channels: readonly number[]): number {
  const count = keys.countUnder(`${ROOT}.windows`);
  if (count === 0) return 0;
  keys.expect(`${ROOT}.places`, [count, 4]);
  for (let window = 0; window < count; window++) {
    channels.forEach((out, i) => { expectBlock(keys, `${ROOT}.windows.${window}.${i}`, channels[i - 1] ?? 3, out); });
  }
  return count;
}

function expectBlock(keys: KeyReader, prefix: string, into: number, out: number): void {
  keys.expect(`${prefix}.0.weight`, [out, into, 3, 3]);
  keys.expect(`${prefix}.3.weight`, [out, out, 3, 3]);
  for (const norm of ['1', '4']) {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) keys.expect(`${prefix}.${norm}.${part}`, [out]);
  }
}

function recogniseHead(keys: KeyReader, channels: readonly number[], windowCount: number): number {
  const [attributeCount] = keys.expect(`${ROOT}.head.weight`, ['K', (channels.at(-1) ?? 0) * (1 + windowCount)]);
  keys.expect(`${ROOT}.head.bias`, [attributeCount]);
  return attributeCount;
}
