import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/checkpoint/limits.ts';
import { ZipArchive } from '../../../src/checkpoint/zip-archive.ts';
import { bytesSource, type ByteSource } from '../../../src/core/byte-source.ts';
import { zip } from './zip-builder.ts';

const SIZE = 2 ** 24;
const zeros = deflateRawSync(new Uint8Array(SIZE));

/** An archive of deflated zeros, and how often its source was read. */
async function open(count: number): Promise<{ archive: ZipArchive; reads: () => number }> {
  const inner = bytesSource(zip(Array.from({ length: count }, (_, i) => ({ name: `e${i}`, data: zeros, method: 8, sizeBytes: SIZE, crc32: 0 }))));
  let reads = 0;
  const source: ByteSource = { sizeBytes: inner.sizeBytes, read: (offset, length) => { reads++; return inner.read(offset, length); } };
  return { archive: await ZipArchive.open(source, DEFAULT_LIMITS), reads: () => reads };
}

describe('a zip made to be inflated again and again', () => {
  it('is inflated once an entry, however the reads alternate', async () => {
    const { archive, reads } = await open(2);
    const before = reads();
    for (let i = 0; i < 100; i++) expect(await archive.read(archive.entries.get(`e${i % 2}`)!, i, 4)).toEqual(new Uint8Array(4));
    expect(reads() - before).toBe(4);
  });

  it('is refused once more was inflated than its size can account for', async () => {
    const { archive } = await open(40);
    const all = async (): Promise<void> => { for (const entry of archive.entries.values()) await archive.read(entry, 0, 4); };
    await expect(all()).rejects.toMatchObject({ code: 'checkpoint-zip-bomb' });
  });
});
