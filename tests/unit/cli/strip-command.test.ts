import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gridCommand } from '../../../src/cli/grid-command.ts';
import { stripCommand } from '../../../src/cli/strip-command.ts';
import { temporaryFolder, testPicture, writeFiles } from '../../support/mien.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';

/** A picture and a small model, and the options that take the picture for a face. */
async function bench(path: string): Promise<{ readonly input: string; readonly options: readonly string[] }> {
  const bundle = join(path, 'tiny');
  await mkdir(bundle);
  await writeFiles(bundle, Object.fromEntries((await makeTinyBundle()).files));
  await writeFiles(path, { 'a.png': await testPicture(1, 96).png().toBuffer() });
  return { input: join(path, 'a.png'), options: ['--bundle', bundle, '--crop', 'whole'] };
}

/** The frames of a moving picture as libwebp and libvips' own GIF reader see them: neither has written a byte of ours. */
async function framesOf(path: string): Promise<{ readonly delay: readonly number[]; readonly width: number; readonly height: number; readonly pictures: readonly Buffer[] }> {
  const { pages = 1, pageHeight = 0, width, delay = [] } = await sharp(path, { animated: true }).metadata();
  const pictures = await Promise.all(Array.from({ length: pages }, (_, page) => sharp(path, { page }).ensureAlpha().raw().toBuffer()));
  return { delay, width, height: pageHeight, pictures };
}

function meanDifference(a: Buffer, b: Buffer): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(console, 'log').mockImplementation((text: unknown) => { said.push(String(text)); });
});
afterEach(() => { vi.restoreAllMocks(); });

describe('mien strip', { timeout: 60_000 }, () => {
  test('lays the frames of one attribute in a row, the first one being the photo where that is its level', async () => {
    await using folder = await temporaryFolder();
    const { input, options } = await bench(folder.path);
    const out = join(folder.path, 'strip.png');
    // The model itself is unsure of its random face, which would lie between two frames.
    const recipe = join(folder.path, 'recipe.json');
    await writeFiles(folder.path, { 'recipe.json': new TextEncoder().encode(JSON.stringify({ version: 1, bundle: 'tiny', edit: { kind: 'attributes', levels: { smile: 0 }, sources: { smile: 0 } } })) });
    expect(await stripCommand([input, '-o', out, '--attribute', 'smile', '--frames', '5', '--size', '64', '--recipe', recipe, ...options])).toBe(0);
    expect(said).toEqual(['5 frames: 0 %, 25 %, 50 %, 75 %, 100 %.', `Wrote ${out}.`]);
    const { width, height, xmpAsString } = await sharp(out).metadata();
    expect([width, height]).toEqual([5 * 64 + 4 * 2, 64]);
    expect(xmpAsString).toContain('compositeWithTrainedAlgorithmicMedia');
    const cells = await Promise.all([0, 1, 2, 3, 4].map((i) => sharp(out).extract({ left: i * 66, top: 0, width: 64, height: 64 }).ensureAlpha().raw().toBuffer()));
    const photo = await sharp(input).resize(64, 64, { fit: 'fill' }).ensureAlpha().raw().toBuffer();
    const away = cells.map((cell) => meanDifference(cell, photo));
    expect(away[0]).toBeLessThan(0.01);
    for (let i = 1; i < 5; i++) expect(away[i]).toBeGreaterThan(away[i - 1]!);
  });

  test.each(['webp', 'gif'])('moves as %s: decoded to as many frames, there and back, each different', async (format) => {
    await using folder = await temporaryFolder();
    const { input, options } = await bench(folder.path);
    const out = join(folder.path, `strip.${format}`);
    await stripCommand([input, '-o', out, '--smile', '1', '--age', '0', '--frames', '4', '--size', '48', '--seconds', '0.4', '--there-and-back', ...options]);
    const { delay, width, height, pictures } = await framesOf(out);
    expect([width, height, delay, pictures.length]).toEqual([48, 48, Array.from({ length: 6 }, () => 100), 6]);
    for (const [i, j] of [[0, 1], [1, 2], [2, 3]] as const) expect(meanDifference(pictures[i]!, pictures[j]!)).toBeGreaterThan(1);
    // The way back shows the same pictures as the way there.
    for (const [i, j] of [[1, 5], [2, 4]] as const) expect(meanDifference(pictures[i]!, pictures[j]!)).toBeLessThan(meanDifference(pictures[0]!, pictures[i]!) / 4);
  });

  test('refuses what it cannot do before it loads anything', async () => {
    await using folder = await temporaryFolder();
    const { input, options } = await bench(folder.path);
    const run = (out: string, ...more: readonly string[]) => stripCommand([input, '-o', join(folder.path, out), ...more, ...options]);
    const code = (code: string) => expect.objectContaining({ code }) as Error;
    await expect(run('a.jpg', '--attribute', 'smile')).rejects.toThrow(/ends in \.png, \.webp or \.gif/);
    await expect(run('b.png', '--attribute', 'smile', '--from', '-3')).rejects.toThrow(code('recipe-level'));
    await expect(run('b.png', '--attribute', 'beard')).rejects.toThrow(/beard/);
    await expect(run('b.png', '--attribute', 'smile', '--frames', '1')).rejects.toThrow(code('frame-count'));
    await expect(run('a.png', '--attribute', 'smile')).rejects.toThrow(code('output-exists'));
    await expect(run('b.png')).rejects.toThrow(code('recipe-empty'));
  });
});

test('mien grid lays one attribute down and another across', { timeout: 60_000 }, async () => {
  await using folder = await temporaryFolder();
  const { input, options } = await bench(folder.path);
  const out = join(folder.path, 'grid.png');
  await gridCommand([input, '-o', out, '--rows', 'smile', '--columns', 'age', '--steps', '3', '--size', '32', ...options]);
  const { width, height } = await sharp(out).metadata();
  expect([width, height]).toEqual([100, 100]);
  const cells = await Promise.all(Array.from({ length: 9 }, (_, i) => sharp(out).extract({ left: (i % 3) * 34, top: Math.floor(i / 3) * 34, width: 32, height: 32 }).raw().toBuffer()));
  expect(new Set(cells.map((cell) => cell.toString('base64'))).size).toBe(9);
  await expect(gridCommand([input, '-o', out, '--rows', 'smile', '--columns', 'smile', ...options])).rejects.toThrow(/two different attributes/);
});
