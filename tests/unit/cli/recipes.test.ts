import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mien, outputHashes, reportRows, temporaryFolder, writeFiles, writePictures } from '../../support/mien.ts';

const RECIPES = fileURLToPath(new URL('../../../src/cli/recipes/', import.meta.url));
const hasParallel = spawnSync('parallel', ['--version']).status === 0;
if (!hasParallel) console.error(`\n${'!'.repeat(72)}\nSKIPPED, because GNU parallel is not there (Debian: apt-get install parallel):\n  the run over two workers\n${'!'.repeat(72)}`);
if (!hasParallel && process.env['CI'] === 'true') throw new Error('Expected GNU parallel for the tests with CI=true.');

function parallelRecipe(...args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    execFile(join(RECIPES, 'parallel.sh'), args, (error) => { resolve(error ? Number(error.code) : 0); });
  });
}

describe('recipes for more than one machine', { timeout: 120_000 }, () => {
  test.skipIf(!hasParallel)('GNU parallel over two workers makes what one run makes, says what failed, and goes on where it stopped', async () => {
    await using folder = await temporaryFolder();
    const [input, whole, out] = ['in', 'whole', 'out'].map((name) => join(folder.path, name)) as [string, string, string];
    await writePictures(input, 9, 96);
    const options = ['--smile', '1', '--crop', 'whole', '--naming', '{name} ({attrs}).{ext}'];
    expect((await mien('batch', input, whole, ...options)).status).toBe(0);
    expect(await parallelRecipe(input, out, '4', '2', ...options)).toBe(0);
    const { 'parallel.log': log, ...hashes } = await outputHashes(out);
    expect(log).toBeDefined();
    expect(hashes).toEqual(await outputHashes(whole));
    await writeFiles(input, { 'zero.png': new Uint8Array(0) });
    expect(await parallelRecipe(input, out, '4', '2', ...options)).toBe(2);
    expect((await reportRows(out)).map(({ state }) => state).sort()).toEqual([...Array.from({ length: 9 }, () => 'done'), 'failed']);
  });

  test('the Kubernetes job has as many shards as pods', async () => {
    const text = await readFile(join(RECIPES, 'kubernetes.yaml'), 'utf8');
    expect(/name: SHARDS\n\s+value: "(\d+)"/.exec(text)?.[1]).toBe(/completions: (\d+)/.exec(text)?.[1]);
  });
});
