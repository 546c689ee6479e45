import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { byPart, layLink, sumBytes } from '../support/wire.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

const MB = 1e6;
/** Beside the default model. */
const APP_BYTES = 6 * MB;
const MODEL_BYTES = 6 * MB;
/** Of our own scripts as gzip; the runtime's and the face finder's library are parts of their own. */
const SCRIPT_BYTES = 300_000;

test.use({ serviceWorkers: 'allow' });

test('the budget: what crosses the wire until the first edit is painted, with one runtime and no network that nobody asked for', async ({ page, baseURL }) => {
  const link = await layLink(baseURL!);
  try {
    const editor = new EditorPage(page);
    await editor.open(link.url);
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    const crossings = link.take();
    const ofPart = new Map(byPart(crossings));
    const scripts = crossings.filter(({ part, path }) => part === 'application' && path.endsWith('.js'));
    const scriptBytes = (await Promise.all(scripts.map(({ path }) => gzipBytes(path)))).reduce((sum, bytes) => sum + bytes, 0);
    console.log(`to the first edit ${(sumBytes(crossings) / MB).toFixed(2)} MB, of which ${[...ofPart].map(([part, bytes]) => `${part} ${(bytes / MB).toFixed(2)}`).join(', ')}; our scripts ${scriptBytes} bytes as gzip`);
    const modelBytes = ofPart.get('model') ?? 0;
    expect(modelBytes).toBeGreaterThan(0);
    expect(modelBytes).toBeLessThanOrEqual(MODEL_BYTES);
    expect(sumBytes(crossings) - modelBytes).toBeLessThanOrEqual(APP_BYTES);
    expect(scriptBytes).toBeLessThanOrEqual(SCRIPT_BYTES);
    expect(crossings.filter(({ path }) => /ort-wasm.*\.wasm/.test(path))).toHaveLength(1);
    expect(crossings.filter(({ path }) => /faceres|emotion|libheif|drawn-faces/.test(path))).toEqual([]);
    expect(crossings.filter(({ path, encoding, bytes }) => /\.(js|mjs|css|wasm|onnx|bin|json)$/.test(path) && bytes > 2000 && encoding !== 'br')).toEqual([]);
  } finally {
    await link.close();
  }
});

test('while nothing but the model is awaited, the middle of the picture says how much of it is there and how long the rest takes', async ({ page, baseURL }) => {
  const link = await layLink(baseURL!, { bitsPerSecond: 16e6 });
  try {
    const editor = new EditorPage(page);
    await editor.open(link.url);
    await page.getByRole('button', { name: 'Try the average man' }).click();
    const stage = page.getByRole('main');
    await expect(stage.getByText(/^[\d.]+ MB of [\d.]+ MB$/)).toBeVisible();
    await expect(stage.getByText(/^about \d+ s left$/)).toBeVisible();
    await expect(stage.getByRole('progressbar', { name: 'Loading the model' })).toHaveAttribute('aria-valuetext', /MB of .*, about \d+ s left/);
    await editor.analysed();
    await expect(stage.getByRole('progressbar')).toHaveCount(0);
  } finally {
    await link.close();
  }
});

/** Of a script of the build; one that is too small to be compressed counts as it is. */
async function gzipBytes(path: string): Promise<number> {
  const file = join('dist', path);
  return (await stat(`${file}.gz`).catch(() => stat(file))).size;
}
