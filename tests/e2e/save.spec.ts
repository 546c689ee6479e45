import { expect } from '@playwright/test';
import sharp from 'sharp';
import { compare, decode, faceOnGround } from '../support/measure.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

test('saving: the source’s format is proposed, choices are remembered, the size is said before; copied, dragged and shared', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.addInitScript(() => {
    const shared: File[] = [];
    Object.assign(globalThis, { shared });
    Object.assign(navigator, { canShare: ({ files }: { files: File[] }) => files.length === 1, share: ({ files }: { files: File[] }) => { shared.push(...files); return Promise.resolve(); } });
  });
  const editor = new EditorPage(page);
  await editor.open();
  const input = await sharp(await faceOnGround('average-man', 640, 480, 384)).jpeg({ quality: 95 }).toBuffer();
  await editor.openFile('holiday.jpg', input, 'image/jpeg');
  await editor.analysed();
  await editor.setLevel('Smile', 100);

  await page.keyboard.press('Control+s');
  const dialog = page.getByRole('dialog', { name: 'Save' });
  await expect(dialog.getByRole('radio', { name: 'JPEG' })).toBeChecked();
  const size = dialog.getByText(/^\d+ kB$/);
  await expect(size).toBeVisible();
  const said = await size.innerText();
  await dialog.getByRole('slider', { name: 'Quality' }).press('PageDown');
  await expect(size).not.toHaveText(said);
  const dragged = await dialog.getByTitle(/^Drag it/).evaluate((element) => {
    const data = new DataTransfer();
    element.dispatchEvent(new DragEvent('dragstart', { dataTransfer: data, bubbles: true }));
    return { url: data.getData('DownloadURL'), files: [...data.files].map(({ name, type }) => [name, type]) };
  });
  expect(dragged.url).toMatch(/^image\/jpeg:holiday-smile\.jpg:blob:/);
  expect(dragged.files).toEqual([['holiday-smile.jpg', 'image/jpeg']]);
  await dialog.getByRole('button', { name: 'Share…' }).click();
  await editor.notice(/Shared holiday-smile\.jpg/);
  await dialog.getByRole('radio', { name: 'WebP' }).click();
  await dialog.getByRole('switch', { name: /Mark as edited/ }).click();
  await expect(size).toBeVisible();
  const webpSize = await size.innerText();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save WEBP' }).click();
  expect((await download).suggestedFilename()).toBe('holiday-smile.webp');
  await editor.notice(new RegExp(`640 × 480 px, ${webpSize}`));

  // JPEGs were last saved as WebP; a reload does not forget it.
  await page.reload();
  await editor.analysed();
  await page.keyboard.press('Control+s');
  await expect(dialog.getByRole('radio', { name: 'WebP' })).toBeChecked();
  await expect(dialog.getByRole('switch', { name: /Mark as edited/ })).not.toBeChecked();
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+c');
  await editor.notice(/Copied/);
  const copied = Buffer.from(await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return [...new Uint8Array(await (await item!.getType('image/png')).arrayBuffer())];
  }));
  const { inside, outside } = compare(await decode(input), await decode(copied), [await editor.square()]);
  expect([outside < 3, inside > 20]).toEqual([true, true]);
  expect(editor.errors).toEqual([]);
});

test('another model keeps the edits, and says which it cannot show', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 100);
  await editor.setLevel('Gender', 100);
  const before = await editor.shot();
  const use = async (name: RegExp): Promise<void> => {
    await page.getByRole('button', { name: /^Model: / }).click();
    await page.getByRole('menuitemradio', { name }).click();
    await editor.ready();
  };
  await use(/^Drawn faces: mouth/);
  await expect(page.getByText('This model cannot show “Gender”.')).toBeVisible();
  await use(/^Faces/);
  await editor.analysed();
  await editor.settled();
  await expect(page.getByText('This model cannot show')).toHaveCount(0);
  await expect(page.getByLabel('Gender, percent')).toHaveValue(/^100/);
  expect(Buffer.compare(await editor.shot(), before)).toBe(0);
});

test('the batch has the editor’s sliders: by keys, by typing, back by a double click', async ({ page }) => {
  await page.goto('/#batch');
  await page.getByLabel('Smile', { exact: true }).check();
  const percent = page.getByLabel('Smile, percent');
  await expect(percent).toHaveValue('100 %');
  const slider = page.getByRole('slider', { name: 'Smile level' });
  await slider.press('Shift+ArrowLeft');
  await expect(percent).toHaveValue('90 %');
  await percent.fill('-20');
  await percent.press('Enter');
  await expect(slider).toHaveAttribute('aria-valuetext', '−20 % smiling');
  await slider.dblclick();
  await expect(percent).toHaveValue('100 %');
  await new EditorPage(page).end('Smile', 0).click();
  await expect(percent).toHaveValue('0 %');
});
