import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import sharp from 'sharp';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { Manifest } from '../../packaging/packed-manifest.ts';
import { copyExample, makeConsumer, ROOT, runNode, type Consumer } from './consumer.ts';

const SAMPLE = join(ROOT, 'public/samples/average-man.webp');

let whole: Consumer;
let light: Consumer;

beforeAll(async () => {
  const tarball = inject('tarball');
  whole = await makeConsumer(tarball, 'whole');
  light = await makeConsumer(tarball, 'light', { withOptional: false });
});

const bin = (...args: readonly string[]): readonly string[] => ['node_modules/mien/lib/cli/mien.js', ...args];

describe('the tarball', () => {
  it('is what publint and arethetypeswrong expect of a package', async () => {
    const pkg = JSON.parse(await readFile(join(whole.installed, 'package.json'), 'utf8')) as Record<string, unknown>;
    expect((await publint({ pkgDir: whole.installed })).messages.map((message) => formatMessage(message, pkg))).toEqual([]);
    // Throws, with its table, where an entry's types cannot be found or say something else than its code.
    execFileSync(join(ROOT, 'node_modules/.bin/attw'), [whole.tarball, '--profile', 'esm-only', '--no-emoji'], { encoding: 'utf8' });
  });

  it('asks for its own packages and none of the app’s', async () => {
    const { dependencies, scripts, devDependencies } = JSON.parse(await readFile(join(whole.installed, 'package.json'), 'utf8')) as Manifest;
    expect(Object.keys(dependencies)).not.toContain('react');
    expect(Object.keys(dependencies)).not.toContain('vite');
    expect({ scripts, devDependencies }).toEqual({ scripts: undefined, devDependencies: undefined });
  });

  it('hands on the licence of everything that it takes in', async () => {
    const licences = await readFile(join(whole.installed, 'lib/web/THIRD-PARTY-LICENCES.md'), 'utf8');
    expect(licences.match(/^# \S+/gm)).toEqual(['# @noble/hashes', '# fast-png', '# fflate', '# iobuffer', '# libheif-js', '# onnxruntime-web', '# valibot']);
  });
});

describe('npx mien', () => {
  it('edits a picture in a folder that has nothing but the package', async () => {
    const edited = await runNode(whole, ...bin('edit', SAMPLE, '--smile', '1', '--crop', 'whole', '-o', 'smile.png'));
    expect(edited).toMatchObject({ status: 0, error: '' });
    expect(await difference(SAMPLE, join(whole.folder, 'smile.png'))).toBeGreaterThan(0.1);
  });

  it('finds faces and edits a folder in worker processes', async () => {
    const run = await runNode(whole, ...bin('batch', join(ROOT, 'public/samples'), 'out', '--smile', '1', '--jobs', '1'));
    expect(run.out + run.error).toContain('4 of 5 files done');
    expect((await readdir(join(whole.folder, 'out'))).filter((name) => name.endsWith('.png'))).toHaveLength(4);
  });

  it('converts a checkpoint and says what is in it', async () => {
    expect(await runNode(whole, ...bin('convert', join(ROOT, 'tests/fixtures/tiny-l2m/three.pt'), '--out', 'pets', '--domains', 'cat,dog,wild'))).toMatchObject({ status: 0, error: '' });
    expect((await runNode(whole, ...bin('inspect', 'pets'))).out).toContain('3 domains: Cat, Dog, Wild');
  });

  it('needs no optional package for what does not use it, and names the one that is missing', async () => {
    expect(await runNode(light, ...bin('--help'))).toMatchObject({ status: 0, error: '' });
    expect(await runNode(light, ...bin('inspect', 'node_modules/mien/models/faces'))).toMatchObject({ status: 0, error: '' });
    const refused = await runNode(light, ...bin('edit', SAMPLE, '--smile', '1', '-o', 'smile.png'));
    expect(refused.status).toBe(1);
    expect(refused.error).toMatch(/Expected the package "(onnxruntime-node|sharp)" .*\[package-missing\]\nRun: npm install \S+ --ignore-scripts/);
  });
});

describe('what is imported', () => {
  it('converts and calculates without any optional package', async () => {
    const program = `
      import { readFile } from 'node:fs/promises';
      import { bytesSource, convertCheckpoint, openCheckpoint } from 'mien/converter';
      import { levelToStrength } from 'mien/mathematics';
      const checkpoint = await openCheckpoint(bytesSource(await readFile(${JSON.stringify(join(ROOT, 'tests/fixtures/tiny-l2m/three.pt'))})));
      const { graphs } = await convertCheckpoint(checkpoint, { storage: 'float32' });
      console.log(graphs.size, levelToStrength(0, 1));`;
    expect(await runNode(light, '--input-type=module', '--eval', program)).toEqual({ status: 0, error: '', out: '4 1\n' });
  });

  it('edits a file from a script: examples/node', async () => {
    await copyExample(whole, 'node');
    expect(await runNode(whole, 'edit.mjs', SAMPLE, 'script.png')).toEqual({ status: 0, error: '', out: '1 made to smile, 768 x 768 px\n' });
    expect(await difference(SAMPLE, join(whole.folder, 'script.png'))).toBeGreaterThan(0.1);
  });
});

/** Mean absolute difference of two pictures' samples, 0 to 255. */
async function difference(a: string, b: string): Promise<number> {
  const [one, two] = await Promise.all([a, b].map((path) => sharp(path).removeAlpha().raw().toBuffer()));
  return one!.reduce((sum, value, i) => sum + Math.abs(value - two![i]!), 0) / one!.length;
}
