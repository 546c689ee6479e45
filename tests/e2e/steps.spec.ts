import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import sharp from 'sharp';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** Share of pixels that are coloured rather than grey. */
async function colouredShare(png: Buffer): Promise<number> {
  const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  let coloured = 0;
  for (let i = 0; i < data.length; i += 3) if (Math.max(data[i]!, data[i + 1]!, data[i + 2]!) - Math.min(data[i]!, data[i + 1]!, data[i + 2]!) > 40) coloured++;
  return (3 * coloured) / data.length;
}

test('steps by name, ways to compare, and the edit as a GIF and as a film', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 80);
  const edited = await editor.shot();

  const goTo = async (name: string | RegExp): Promise<void> => {
    await page.getByRole('menuitemradio', { name }).click();
    await editor.settled();
  };
  await page.getByRole('button', { name: 'History' }).click();
  await expect(page.getByRole('menuitemradio')).toHaveText([/^Opened: average-man/, 'Smile 80 %']);
  await goTo(/^Opened/);
  await expect(page.getByRole('menuitemradio', { name: 'Smile 80 %, taken back' })).not.toBeChecked();
  await expect(page.getByLabel('Smile, percent')).toHaveValue(/^0/);
  await goTo(/^Smile 80/);
  await page.keyboard.press('Escape');
  expect((await editor.shot()).equals(edited)).toBe(true);

  const compare = async (name: string): Promise<Buffer> => {
    await page.getByRole('button', { name: 'Ways to compare' }).click();
    await page.getByRole('menuitemradio', { name }).click();
    await editor.settled();
    return editor.shot();
  };
  const map = await compare('Difference');
  await expect(page.getByRole('figure', { name: 'What the colours mean' })).toBeVisible();
  // Changed in places: coloured there, and grey elsewhere.
  expect(await colouredShare(map)).toBeGreaterThan(0.002);
  expect(await colouredShare(map)).toBeLessThan(0.5);
  const beside = await compare('Side by side');
  const half = async (left: number): Promise<Buffer> => {
    const { width, height } = await sharp(beside).metadata();
    return sharp(beside).extract({ left: Math.round(left * width), top: 0, width: Math.round(0.4 * width), height }).resize(64, 64, { fit: 'fill' }).greyscale().raw().toBuffer();
  };
  const [before, after] = [await half(0.05), await half(0.55)];
  expect(before.reduce((sum, value, i) => sum + Math.abs(value - after[i]!), 0) / before.length).toBeGreaterThan(0.1);
  await page.keyboard.press('s');

  // A variation by the keyboard: down two rows from the one that the face has.
  await page.getByRole('button', { name: 'Variations' }).click();
  const variations = page.getByRole('dialog', { name: 'Variations' });
  await expect(variations.getByRole('radio', { name: 'Gender 0 %, Smile 0 %' }).locator('img')).toBeVisible();
  await variations.getByRole('radio', { name: 'Gender 0 %, Smile 75 %' }).focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
  await expect(page.getByLabel('Gender, percent')).toHaveValue(/^50/);
  await expect(page.getByLabel('Smile, percent')).toHaveValue(/^75/);
  await editor.settled();

  await page.getByRole('button', { name: 'More ways to save' }).click();
  await page.getByRole('menuitem', { name: 'Strip or moving picture…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Strip or moving picture' });
  const save = async (medium: string): Promise<Buffer> => {
    await dialog.getByRole('radio', { name: medium }).click();
    const download = page.waitForEvent('download');
    await dialog.getByRole('button', { name: /^Save/ }).click();
    return readFile(await (await download).path());
  };
  await dialog.getByLabel('Frames').fill('3');
  await dialog.getByRole('radio', { name: '128 px' }).click();
  const gif = await save('GIF');
  // There and back: the one between the ends is seen twice.
  expect(await sharp(gif, { animated: true }).metadata()).toMatchObject({ format: 'gif', pages: 4, width: 128, pageHeight: 128, loop: 0 });
  const frames = await Promise.all([0, 1, 2].map((index) => sharp(gif, { page: index }).removeAlpha().raw().toBuffer()));
  expect(frames[0]!.equals(frames[1]!) || frames[1]!.equals(frames[2]!)).toBe(false);

  await page.getByRole('button', { name: 'More ways to save' }).click();
  await page.getByRole('menuitem', { name: 'Strip or moving picture…' }).click();
  await dialog.getByLabel('Frames').fill('3');
  const film = await save('Film');
  // The browser's own player, which has not written a byte of it; the app's page may play nothing.
  const player = await page.context().newPage();
  const played = await player.evaluate(async (base64) => {
    const video = document.createElement('video');
    video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]));
    await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => { reject(new Error(video.error?.message)); }; });
    return { width: video.videoWidth, height: video.videoHeight, seconds: video.duration };
  }, film.toString('base64'));
  expect(played).toMatchObject({ width: 256, height: 256 });
  expect(played.seconds).toBeCloseTo((4 * 1.5) / 3, 1);
  await player.close();

  // The edit in the picture itself, where that is asked for.
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const saveDialog = page.getByRole('dialog', { name: 'Save' });
  await saveDialog.getByRole('switch', { name: 'Keep the edit in the file' }).click();
  const saving = page.waitForEvent('download');
  await saveDialog.getByRole('button', { name: /^Save/ }).click();
  await editor.openFile('glad.webp', await readFile(await (await saving).path()), 'image/webp');
  await page.getByRole('button', { name: 'Add to presets' }).click();
  await editor.notice(/^Added to your presets$/);
  expect(editor.errors).toEqual([]);
});
