import { spawn } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderBundleFiles } from '../../../src/cli/node-bundle-files.ts';
import { readBundle, readManifest } from '../../../src/bundle/bundle-files.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const tiny = (name: string): string => join(root, 'tests/fixtures/tiny-l2m', `${name}.pt`);

/** Runs a command line tool as `npm run` does. */
async function run(tool: string, ...args: string[]): Promise<{ readonly status: number | null; readonly out: string; readonly error: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(root, 'src/cli', tool), ...args], { cwd: root });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { error += chunk.toString(); });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, out, error };
}

describe('npm run convert and inspect', { timeout: 60_000 }, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mien-convert-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('writes a bundle that checks out, and says what is in it', async () => {
    const out = join(folder, 'pets');
    const converted = await run('convert.ts', tiny('three'), '--out', out, '--domains', 'cat,dog,wild', '--title', 'Pets', '--fp16');
    expect(converted).toMatchObject({ status: 0, error: '' });
    expect(converted.out).toContain('used     generator.from_rgb.weight');
    expect(converted.out).toMatch(/decoder +[\d,]+ +[\d,]+ +[\d,]+/);
    const files = folderBundleFiles(out);
    const manifest = await readManifest(files);
    expect(manifest).toMatchObject({ id: 'pets', title: 'Pets', storage: 'float16', alignment: 'none', licence: 'unstated', domains: { kind: 'named' } });
    expect((await readBundle(files, manifest)).graphs.size).toBe(4);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('# Pets');

    const inspected = await run('inspect.ts', out);
    expect(inspected).toMatchObject({ status: 0, error: '' });
    expect(inspected.out).toContain('3 domains: Cat, Dog, Wild');
    expect(inspected.out).toContain('hashes of all files are right');
  });

  it('replaces a bundle but keeps its card, and leaves nothing else behind', async () => {
    const out = join(folder, 'pets');
    await writeFile(join(out, 'README.md'), 'my card');
    expect(await run('convert.ts', tiny('eight'), '--out', out, '--alignment', 'tight')).toMatchObject({ status: 0 });
    expect(await readFile(join(out, 'README.md'), 'utf8')).toBe('my card');
    const manifest = await readManifest(folderBundleFiles(out));
    expect(manifest).toMatchObject({ title: 'Pets', alignment: 'tight', storage: 'float32', quality: { rows: [{ name: 'accuracy_smile', value: 0.5 }, { name: 'recon', value: 0.25 }] } });
    expect(manifest.domains).toMatchObject({ attributes: [{ id: 'smile', off: 'neutral', on: 'smiling' }, { id: 'gender' }, { id: 'age' }] });
    expect(await readdir(folder)).toEqual(['pets']);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['an alignment that is none', ['--alignment', 'bogus'], '"alignment" of the model'], ['a word that cannot be an id', ['--attributes', 'constructor,b,c'], 'cannot be an id'], ['mouths of no attribute', ['--whole-mouths', 'zzz'], 'must be of its attributes'],
    ['regions that are not there', ['--regions', 'nowhere.json'], 'regions-unreadable'], ['too few attributes', ['--attributes', 'a'], 'domain-count'],
  ])('refuses %s before the work', async (_name, options, said) => {
    const { status, out, error } = await run('convert.ts', tiny('eight'), '--out', join(folder, 'never'), ...options);
    expect([status, out]).toEqual([1, '']);
    expect(error).toContain(said);
    expect(error).not.toContain('Convert the checkpoint again');
  });

  it('refuses a place where no folder can be made before the work', async () => {
    expect(await run('convert.ts', tiny('eight'), '--out', '/proc/never')).toMatchObject({ status: 1, out: '', error: expect.stringContaining('[file-system]') as string });
  });

  it('makes the same bundle from the same checkpoint', async () => {
    const [first, second] = [join(folder, 'a', 'twin'), join(folder, 'b', 'twin')];
    for (const out of [first, second]) await run('convert.ts', tiny('two'), '--out', out);
    expect(await readFile(join(first, 'manifest.json'), 'utf8')).toBe(await readFile(join(second, 'manifest.json'), 'utf8'));
  });

  it('stores weights in 8 bits when asked, and takes an id that is not the folder\'s', async () => {
    const [half, eighth] = [join(folder, 'c', 'tiny'), join(folder, 'd', 'Tiny 8')];
    await run('convert.ts', tiny('eight'), '--out', half, '--fp16');
    expect(await run('convert.ts', tiny('eight'), '--out', eighth, '--int8', '--id', 'tiny-8')).toMatchObject({ status: 0, out: expect.stringContaining('int8 storage') as string });
    const manifests = await Promise.all([half, eighth].map((path) => readManifest(folderBundleFiles(path))));
    expect(manifests.map(({ id, title, storage }) => [id, title, storage])).toEqual([['tiny', 'Tiny', 'float16'], ['tiny-8', 'Tiny 8', 'int8']]);
    expect(manifests[1]!.graphs['style-encoder'].bytes).toBeLessThan(0.9 * manifests[0]!.graphs['style-encoder'].bytes);
    expect((await run('inspect.ts', eighth)).out).toContain('hashes of all files are right');
  });

  it('puts regions into the manifest', async () => {
    const [out, path] = [join(folder, 'e', 'tiny'), join(folder, 'regions.json')];
    await writeFile(path, JSON.stringify({ smile: Array.from({ length: 32 }, () => new Array<number>(32).fill(1)) }));
    expect(await run('convert.ts', tiny('eight'), '--out', out, '--regions', path)).toMatchObject({ status: 0 });
    expect((await readManifest(folderBundleFiles(out))).regions).toEqual({ smile: `${'/'.repeat(1365)}w==` });
    await writeFile(path, '{ "beard": [] }');
    expect(await run('convert.ts', tiny('eight'), '--out', out, '--regions', path)).toMatchObject({ status: 1, error: expect.stringContaining('[regions-invalid]') as string });
    await rm(path);
  });

  it('tells a changed file', async () => {
    const out = join(folder, 'pets');
    const bytes = await readFile(join(out, 'decoder.onnx'));
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(join(out, 'decoder.onnx'), bytes);
    expect(await run('inspect.ts', out)).toMatchObject({ status: 1, error: expect.stringContaining('[bundle-hash-mismatch]') as string });
  });

  it('prints what a checkpoint holds', async () => {
    const { status, out } = await run('inspect.ts', tiny('four'));
    expect(status).toBe(0);
    expect(out).toContain('L2M-GAN, 128 px, 4 domains, style code of 12');
    expect(out).toContain('generator encoder: 4 - 8* - 8 - 8');
  });

  it('converts the published layout under a placeholder, and asks for names', { timeout: 60_000 }, async () => {
    const path = join(folder, 'published');
    const { status, out } = await run('convert.ts', tiny('skips256'), '--out', path);
    expect([status, out]).toEqual([0, expect.stringContaining('name them with --attributes') as string]);
    const manifest = await readManifest(folderBundleFiles(path));
    expect(manifest).toMatchObject({ hasHighPassSkips: true, domains: { kind: 'attributes', attributes: [{ id: 'attribute-1' }] } });
    expect(Object.keys(manifest.graphs)).toContain('landmark-heatmaps');
    expect((await run('inspect.ts', tiny('skips256'))).out).toContain('high-pass skips at 32, 64, 128 px');
    expect((await run('inspect.ts', tiny('skips256'))).out).toContain('attributes: attribute-1 (placeholders');
  });

  it.each([
    ['a file that is not there', 'file-unreadable', [join('no', 'such.pt')]],
    ['a file that is no checkpoint', 'checkpoint-', [join(root, 'package.json')]],
    ['domains without names', 'domain-names-missing', [tiny('three')]],
    ['an unknown alignment', 'manifest-invalid', [tiny('two'), '--alignment', 'sideways']],
    ['an id with a space', 'bundle-id-invalid', [tiny('two'), '--id', 'my model']],
    ['an unknown option', 'usage', [tiny('two'), '--fp17']],
    ['two ways to store weights', 'usage', [tiny('two'), '--fp16', '--int8']],
    ['quality that is no JSON', 'quality-unreadable', [tiny('two'), '--quality', tiny('two')]],
    ['nothing at all', 'usage', []],
  ])('refuses %s and writes nothing', async (_, code, args) => {
    const out = join(folder, 'refused');
    expect(await run('convert.ts', ...args, '--out', out)).toMatchObject({ status: 1, error: expect.stringContaining(`[${code}`) as string });
    expect(await readdir(folder)).not.toContain('refused');
  });

  it('refuses to write over somebody\'s folder', async () => {
    expect(await run('convert.ts', tiny('two'), '--out', join(root, 'src'))).toMatchObject({ status: 1, error: expect.stringContaining('[out-not-a-bundle]') as string });
  });
});
