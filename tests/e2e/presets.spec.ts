import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

test('a preset goes round through the list, a file and a link, and sets the face in one step', async ({ page, context }) => {
  const editor = new EditorPage(page);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 80);
  await editor.settled();
  const glad = await editor.shot();
  const choose = async (name: string | RegExp): Promise<void> => {
    await page.getByRole('button', { name: 'Presets' }).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await choose(/^Save or arrange/);
  const dialog = page.getByRole('dialog', { name: 'Presets' });
  await dialog.getByLabel('Save the present settings as').fill('Glad');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem')).toHaveText([/^GladSmile 80/]);
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save Glad as a file' }).click();
  const text = await readFile(await (await saving).path(), 'utf8');
  await dialog.getByRole('button', { name: 'Copy a link with Glad' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await dialog.getByRole('button', { name: 'Delete Glad' }).click();
  await expect(dialog.getByRole('listitem')).toHaveCount(0);
  await page.getByLabel('Preset file').setInputFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect(dialog.getByRole('listitem')).toHaveText([/^GladSmile 80/]);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await choose('Serious');
  await editor.settled();
  expect((await editor.shot()).equals(glad)).toBe(false);
  await choose('Glad');
  await editor.settled();
  expect((await editor.shot()).equals(glad)).toBe(true);
  // Of nobody who opens the link is anything known, and of the picture nothing is in it.
  const stranger = await (await context.browser()!.newContext()).newPage();
  await stranger.goto(link);
  await expect(stranger.getByText('The link’s preset “Glad” is under Presets', { exact: true })).toBeVisible();
  expect(new URL(stranger.url()).hash).toBe('');
  expect(editor.errors).toEqual([]);
});
