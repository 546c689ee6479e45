import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { bytesSource, type ByteSource } from '../../../src/core/byte-source.ts';
import { EXPECTED, fixture } from './fixtures.ts';

const META = {
  format: 'test/1',
  attributes: [
    { id: 'smile', off: 'neutral', on: 'smiling' },
    { id: 'age', off: 'young', on: 'old' },
  ],
  img_size: 64,
  big: '1180591620717411303424',
  negative: -1099511627776,
  ratio: 0.1,
  flags: [true, false, null],
  size: [2, 3],
  dtype: 'float16',
  steps: { '3': 1, '7': 2 },
  tags: ['only'],
  text: 'schön ☺',
};

function open(name: string): Promise<Checkpoint> {
  return openCheckpoint(bytesSource(fixture(name)));
}

/** A source that notes every read. */
function watched(bytes: Uint8Array): { readonly source: ByteSource; readonly reads: [offset: number, length: number][] } {
  const inner = bytesSource(bytes);
  const reads: [number, number][] = [];
  const source: ByteSource = {
    sizeBytes: inner.sizeBytes,
    read(offset, length) {
      reads.push([offset, length]);
      return inner.read(offset, length);
    },
  };
  return { source, reads };
}

describe('openCheckpoint reads what PyTorch reads', () => {
  it.each(EXPECTED.files)('%s', async (name) => {
    const checkpoint = await open(name);
    expect([...checkpoint.tensors.keys()].sort()).toEqual(Object.keys(EXPECTED.tensors).sort());
    for (const [key, { dtype, shape, values }] of Object.entries(EXPECTED.tensors)) {
      expect(checkpoint.tensors.get(key)).toEqual({ key, dtype, shape });
      const read = await checkpoint.readFloat32(key);
      expect(read, key).toEqual(new Float32Array(values));
      expect(read.length).toBe(shape.reduce((product, size) => product * size, 1));
    }
  });

  it('states the format and the size of the file', async () => {
    const names = ['nested.pt', 'legacy.pt', 'tensors.safetensors'];
    const found = await Promise.all(names.map(open));
    expect(found.map(({ format }) => format)).toEqual(['torch-zip', 'torch-legacy', 'safetensors']);
    expect(found.map(({ sizeBytes }) => sizeBytes)).toEqual(names.map((name) => fixture(name).byteLength));
  });

  it('keeps the order of the file', async () => {
    const checkpoint = await open('flat.pt');
    expect([...checkpoint.tensors.keys()]).toEqual(Object.keys(EXPECTED.tensors));
  });

  it('follows a storage view of the legacy format', async () => {
    const checkpoint = await open('storage-view.pt');
    expect(checkpoint.tensors.get('generator.view')?.shape).toEqual([2, 2]);
    expect(await checkpoint.readFloat32('generator.view')).toEqual(new Float32Array([4, 5, 6, 7]));
  });

  it('gives each caller its own array', async () => {
    const checkpoint = await open('deflated.pt');
    const first = await checkpoint.readFloat32('generator.weight');
    const expected = first.slice();
    first.fill(0);
    expect(await checkpoint.readFloat32('generator.weight')).toEqual(expected);
  });
});

describe('plain values', () => {
  it.each(['nested.pt', 'legacy.pt', 'flat.pt', 'protocol4.pt', 'deflated.pt', 'parallel.pt', 'wrapped-flat.pt'])('stand nested beside the tensors in %s', async (name) => {
    expect((await open(name)).plain).toEqual({ meta: META });
  });

  it('move up out of a wrapper, and siblings of the wrapper stay', async () => {
    expect((await open('wrapped.pt')).plain).toEqual({ meta: META, epoch: 3 });
  });

  it('are the metadata of safetensors, as texts', async () => {
    expect((await open('tensors.safetensors')).plain).toEqual({ format: 'pt', meta: '{"attributes": ["smile"]}' });
  });
});

describe('reading is lazy', () => {
  it.each(['nested.pt', 'legacy.pt', 'tensors.safetensors'])('%s: a tensor reads its own bytes and at most a header', async (name) => {
    const { source, reads } = watched(fixture(name));
    const checkpoint = await openCheckpoint(source);
    reads.length = 0;
    await checkpoint.readFloat32('generator.weight');
    const lengths = reads.map(([, length]) => length);
    expect(lengths.at(-1)).toBe(24 * 4);
    expect(lengths.slice(0, -1).reduce((sum, length) => sum + length, 0)).toBeLessThan(100);
  });

  it.each(['nested.pt', 'legacy.pt'])('%s: a view reads only its part of the storage', async (name) => {
    const { source, reads } = watched(fixture(name));
    const checkpoint = await openCheckpoint(source);
    reads.length = 0;
    await checkpoint.readFloat32('generator.offset_view');
    expect(reads.at(-1)?.[1]).toBe(12 * 4);
    await checkpoint.readFloat32('generator.repeated');
    expect(reads.at(-1)?.[1]).toBe(4);
  });
});
