import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { compressFiles } from '../../vite/compress-files.ts';

it('lays both encodings beside what shrinks by them, and nothing beside what is small or does not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-compress-'));
  try {
    await mkdir(join(folder, 'sub'));
    const text = Buffer.from('the same words again and again '.repeat(200));
    const noise = randomBytes(5000);
    await Promise.all([writeFile(join(folder, 'sub', 'words.js'), text), writeFile(join(folder, 'noise.bin'), noise), writeFile(join(folder, 'small.js'), 'a'.repeat(500))]);
    await compressFiles(folder);
    await compressFiles(folder);
    expect((await readdir(folder, { recursive: true })).sort()).toEqual(['noise.bin', 'small.js', 'sub', 'sub/words.js', 'sub/words.js.br', 'sub/words.js.gz']);
    expect(brotliDecompressSync(await readFile(join(folder, 'sub', 'words.js.br')))).toEqual(text);
    expect(gunzipSync(await readFile(join(folder, 'sub', 'words.js.gz')))).toEqual(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
