import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { unzipSync, zipSync } from 'fflate';
import sharp from 'sharp';
import { drawnScene } from '../support/drawn-scenes.ts';
import { meanDifference } from '../support/measure.ts';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { unionShare } from '../support/union-share.ts';
import drawings from '../../models/anime/manifest.json' with { type: 'json' };
import photographs from '../../models/faces/manifest.json' with { type: 'json' };
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

test('a drawing opens in the model for drawings by itself, and the notice takes it back', async ({ page }) => {
  const editor = new EditorPage(page);
  const model = (title: string) => page.getByRole('button', { name: `Model: ${title}` });
  await editor.open();
  await page.getByRole('button', { name: 'Try a drawn face' }).click();
  await expect(page.getByText(/^This looks like a drawing$/)).toBeVisible({ timeout: 90_000 });
  await editor.ready();
  await expect(model(drawings.title)).toBeVisible();
  // Its square is the detector's own, and no face was read by landmarks.
  expect(unionShare(await editor.square(), { centreXPx: 256, centreYPx: 272, sidePx: 300, rotationRad: 0 })).toBeGreaterThan(0.5);
  await page.getByRole('button', { name: `Use “${photographs.title}” instead` }).click();
  await expect(model(photographs.title)).toBeVisible({ timeout: 60_000 });
  await editor.ready();
  await expect(page.getByText(/^This looks like a drawing$/)).toHaveCount(0);
  expect(editor.errors).toEqual([]);
});

/** Drops a folder of the disk on the page, as a file manager does. */
async function dropFolder(page: Page, folder: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: 500, y: 400, data });
}

test('a folder of drawings dropped on a fresh page ends as edited drawings, with no model chosen by hand', async ({ page }) => {
  const editor = new EditorPage(page);
  const folder = await mkdtemp(join(tmpdir(), 'mien-drawings-'));
  const drawing = sharp('public/samples/drawn-girl.webp').extract({ left: 106, top: 122, width: 300, height: 300 }).resize(128, 128);
  for (let i = 0; i < 4; i++) await drawing.clone().modulate({ hue: 30 * i }).toFile(join(folder, `drawing-${String(i)}.png`));
  await writeFile(join(folder, 'notes.txt'), 'no picture');
  await editor.open();
  await dropFolder(page, folder);
  const settings = page.getByLabel('Batch settings');
  await expect(settings.getByText(`3 of 3 pictures looked at are drawings, so the model is “${drawings.title}”.`)).toBeVisible({ timeout: 90_000 });
  const model = settings.getByRole('combobox', { name: 'Model' });
  await expect(model).toHaveValue(drawings.id);
  await settings.getByRole('button', { name: `Use “${photographs.title}” instead` }).click();
  await expect(model).toHaveValue(photographs.id);
  // The same folder again does not change what a person chose; on a fresh page it does.
  await page.reload();
  await expect(model).toBeVisible({ timeout: 60_000 });
  await dropFolder(page, folder);
  await expect(model).toHaveValue(drawings.id, { timeout: 90_000 });
  await settings.getByRole('checkbox', { name: drawings.domains.attributes[0]!.title, exact: true }).check();
  await settings.getByRole('radio', { name: 'Flip each' }).click();
  await page.getByRole('button', { name: 'Edit 4 pictures' }).click();
  await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByText('4 of 4 done', { exact: true })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save zip' }).click();
  const results = Object.entries(unzipSync(await readFile(await (await download).path())));
  expect(results).toHaveLength(4);
  for (const [name, bytes] of results) {
    const before = await readFile(join(folder, name.replace(/-[^-]*\.png$/, '.png')));
    expect(await meanDifference(Buffer.from(bytes), before)).toBeGreaterThan(0.2);
  }
  expect(editor.errors).toEqual([]);
  await rm(folder, { recursive: true });
});

test('a model for drawings frames every drawn face of a picture, and one is edited where it lies', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  const { files } = await makeTinyBundle();
  const zip = zipSync({ 'README.md': Buffer.from('# Tiny'), ...Object.fromEntries(files) }, { level: 0 });
  await page.getByLabel('Picture to open').setInputFiles({ name: 'tiny.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
  await page.getByRole('dialog').getByRole('button', { name: 'Use it' }).click();
  const { png, faces } = await drawnScene(1400, 900, 5, [{ sidePx: 300, xPx: 400, yPx: 450, degrees: -8 }, { sidePx: 120, xPx: 1050, yPx: 300, degrees: 10 }]);
  await editor.openFile('drawing.png', png);
  await editor.analysed();
  const squares = await editor.squares();
  expect(squares).toHaveLength(faces.length);
  for (const face of faces) expect(Math.max(...squares.map((square) => unionShare(square, face)))).toBeGreaterThan(0.5);
  const before = await editor.shot();
  await editor.setLevel('Smile', 100);
  expect(Buffer.compare(await editor.shot(), before)).not.toBe(0);
  expect(editor.errors).toEqual([]);
});
