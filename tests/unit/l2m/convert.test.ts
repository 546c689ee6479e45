import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { isCancelled } from '../../../src/core/app-error.ts';
import { convertCheckpoint, type ConvertProgress } from '../../../src/l2m/convert.ts';
import { layoutShapes, memoryCheckpoint } from './memory-checkpoint.ts';

const shapes = { ...layoutShapes({ residualBlocks: 4, generatorWidths: [3, 5, 5, 5], classifierAttributes: 1 }), 'vgg.0.weight': [4] };

/** A checkpoint that tells which keys were read. */
function watched(onRead: (key: string) => void): Checkpoint {
  const inner = memoryCheckpoint(shapes);
  return {
    ...inner,
    readFloat32: (key) => {
      onRead(key);
      return inner.readFloat32(key);
    },
  };
}

describe('convertCheckpoint', () => {
  it('emits the graphs of the contract, in its order', async () => {
    const { graphs } = await convertCheckpoint(memoryCheckpoint(shapes), { storage: 'float32' });
    expect([...graphs.keys()]).toEqual(['style-encoder', 'style-transformer', 'content-encoder', 'decoder', 'attribute-classifier']);
  });

  it('reads every used tensor once and no other', async () => {
    const read: string[] = [];
    const { usedKeys, skippedKeys } = await convertCheckpoint(watched((key) => read.push(key)), { storage: 'float32' });
    expect(read.sort()).toEqual([...usedKeys].sort());
    expect(skippedKeys).toContain('vgg.0.weight');
  });

  it('reports growing bytes of a fixed total, up to it', async () => {
    const reports: ConvertProgress[] = [];
    await convertCheckpoint(memoryCheckpoint(shapes), { storage: 'float32', onProgress: (progress) => reports.push(progress) });
    const totals = new Set(reports.map(({ totalBytes }) => totalBytes));
    expect(totals.size).toBe(1);
    expect(reports[0]?.doneBytes).toBe(0);
    expect(reports.at(-1)?.doneBytes).toBe(reports[0]?.totalBytes);
    expect(reports.every(({ doneBytes }, i) => i === 0 || doneBytes > (reports[i - 1]?.doneBytes ?? 0))).toBe(true);
  });

  it('stops reading when it is cancelled', async () => {
    const signal = { aborted: false };
    let reads = 0;
    const checkpoint = watched(() => {
      reads++;
      signal.aborted = reads === 10;
    });
    const thrown: unknown = await convertCheckpoint(checkpoint, { storage: 'float32', signal }).catch((error: unknown) => error);
    expect(isCancelled(thrown)).toBe(true);
    expect(reads).toBe(10);
  });

  it('halves the bytes with float16 storage, not the parameters or the work', async () => {
    const [whole, half] = await Promise.all((['float32', 'float16'] as const).map((storage) => convertCheckpoint(memoryCheckpoint(layoutShapes({ residualBlocks: 4, generatorWidths: [24, 48, 48, 48] })), { storage })));
    const [a, b] = [whole?.graphs.get('decoder'), half?.graphs.get('decoder')];
    expect((b?.bytes.length ?? 0) / (a?.bytes.length ?? 1)).toBeLessThan(0.56);
    expect(b).toMatchObject({ parameters: a?.parameters, multiplyAdds: a?.multiplyAdds });
  });

  it('refuses weights that float16 cannot hold, by name', async () => {
    const key = 'generator.encode.1.conv2.weight';
    const checkpoint = memoryCheckpoint(shapes, { [key]: new Float32Array(5 * 5 * 9).fill(1e5) });
    await expect(convertCheckpoint(checkpoint, { storage: 'float16' })).rejects.toMatchObject({ code: 'float16-overflow', message: expect.stringContaining(key) as string });
    await expect(convertCheckpoint(checkpoint, { storage: 'float32' })).resolves.toBeDefined();
  });
});
