import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { meanDifference } from '../support/measure.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

const CHECKPOINT = fileURLToPath(new URL('../fixtures/tiny-l2m/animals.pt', import.meta.url));

/** Something of the size of a crop that is no face: the model is a random one. */
function animal(seed: number): Promise<Buffer> {
  const bytes = Buffer.from(Array.from({ length: 8 * 8 * 3 }, (_, i) => (i * 37 * seed + 11 * (i % 7) * seed) % 256));
  return sharp(bytes, { raw: { width: 8, height: 8, channels: 3 } }).resize(240, 240, { kernel: 'cubic' }).png().toBuffer();
}

test('a checkpoint of StarGAN v2 is imported; an animal takes a random look, another by the dice, and that of a picture', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  await page.getByLabel('Picture to open').setInputFiles(CHECKPOINT);
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('StarGAN v2', { exact: true })).toBeVisible();
  for (const [d, name] of ['Cat', 'Dog', 'Wild'].entries()) await expect(dialog.getByLabel(`Domain ${d}, name`)).toHaveValue(name);
  await expect(dialog.getByText('Attributes, each on or off')).toHaveCount(0);
  await dialog.getByRole('button', { name: /^Import/ }).click();
  await editor.openFile('rex.png', await animal(3));
  const card = page.getByRole('region', { name: 'Domain' });
  await page.getByRole('group', { name: 'What does the picture show?' }).getByRole('button', { name: 'Dog' }).click({ timeout: 60_000 });
  await editor.settled();
  const before = await editor.shot();
  await editor.setLevel('Strength', 100);
  const first = await editor.shot();
  expect(await meanDifference(first, before)).toBeGreaterThan(0.5);
  await card.getByLabel('Number of the look').fill('77');
  await card.getByLabel('Number of the look').press('Enter');
  await editor.settled();
  const second = await editor.shot();
  expect(await meanDifference(second, first)).toBeGreaterThan(0.3);
  await card.getByRole('button', { name: 'Another cat' }).click();
  await editor.settled();
  await page.keyboard.press('ControlOrMeta+z');
  await editor.settled();
  await expect(card.getByLabel('Number of the look')).toHaveValue('77');
  expect(await meanDifference(await editor.shot(), second)).toBeLessThan(0.02);
  await page.getByLabel('Reference picture', { exact: true }).setInputFiles({ name: 'tom.png', mimeType: 'image/png', buffer: await animal(5) });
  await expect(page.getByRole('img', { name: 'Face of tom.png, as the model sees it' })).toHaveAttribute('data-read', 'true', { timeout: 60_000 });
  await editor.settled();
  expect(await meanDifference(await editor.shot(), second)).toBeGreaterThan(0.3);
  await expect(card.getByLabel('Number of the look')).toHaveCount(0);
  await editor.setLevel('Strength', 0);
  expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
  expect(editor.errors).toEqual([]);
});
