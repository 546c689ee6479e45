import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { bytesSource } from '../../../src/core/byte-source.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);

/** Tensors, elements and the sum of all elements as float64, from `torch.load` of torch 2.13.0. */
const FILES = [
  { path: 'weights/faces-preview.pt', tensors: 199, elements: 1_683_822, sum: 5438.649200677872, plain: ['meta'] },
  { path: 'fixtures/official-256-hpf/nets_ema.ckpt', tensors: 512, elements: 8_075_933, sum: 15973.902004358795, plain: [] },
] as const;

describe.each(FILES)('$path', ({ path, tensors, elements, sum, plain }) => {
  const url = new URL(path, SHARED);
  const isMissing = !existsSync(url);
  if (isMissing) console.warn(`SKIPPED: ../shared/${path} is not here, so the reader is not checked on it.`);

  it.skipIf(isMissing)('reads what PyTorch reads', { timeout: 30_000 }, async () => {
    const checkpoint = await openCheckpoint(bytesSource(readFileSync(url)));
    expect(checkpoint.format).toBe('torch-zip');
    expect(checkpoint.tensors.size).toBe(tensors);
    expect(Object.keys(checkpoint.plain)).toEqual(plain);
    let count = 0;
    let total = 0;
    for (const key of checkpoint.tensors.keys()) {
      const values = await checkpoint.readFloat32(key);
      count += values.length;
      for (let i = 0; i < values.length; i++) total += values[i]!;
    }
    expect(count).toBe(elements);
    expect(total).toBeCloseTo(sum, 6);
  });
});
