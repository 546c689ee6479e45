import { existsSync } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../../src/cli/make-folder.ts';
import { temporaryFolder } from '../../support/mien.ts';

describe('making a folder', () => {
  it('makes those above it too, and leaves one that is there', async () => {
    await using folder = await temporaryFolder();
    const deep = join(folder.path, 'a', 'b', 'c');
    await Promise.all([makeFolder(deep), makeFolder(join(deep, 'd'))]);
    await makeFolder(deep);
    expect((await stat(join(deep, 'd'))).isDirectory()).toBe(true);
  });

  it('says what is in the way', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await expect(makeFolder(file)).rejects.toThrow(expect.objectContaining({ code: 'EEXIST' }) as Error);
    await expect(makeFolder(join(file, 'a'))).rejects.toThrow(expect.objectContaining({ code: 'ENOTDIR' }) as Error);
  });

  it.skipIf(!existsSync('/proc/self'))('gives up where the system says "not found" of whatever it is asked', async () => {
    await expect(makeFolder('/proc/nowhere/out')).rejects.toThrow(expect.objectContaining({ code: 'ENOENT' }) as Error);
  });
});
