import { expect } from '@playwright/test';
import sharp from 'sharp';
import { layoutSheet } from '../../src/core/contact-sheet.ts';
import { faceOnGround, meanDifference } from '../support/measure.ts';
import { sharedEditor } from './editor-page.ts';
import { test } from './one-thread.ts';

const shared = sharedEditor();

test('undo and redo take back and make again, step by step, in picture and controls', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('undo.webp');
  await editor.settled();
  const untouched = await editor.shot();
  await editor.setLevel('Smile', 100);
  const smiling = await editor.shot();
  await editor.setLevel('Gender', 100);
  const both = await editor.shot();
  expect(await meanDifference(smiling, untouched)).toBeGreaterThan(0.1);
  const press = async (keys: string): Promise<Buffer> => {
    await page.keyboard.press(keys);
    await editor.settled();
    return editor.shot();
  };
  await page.locator('body').click({ position: { x: 3, y: 3 } });
  expect(await meanDifference(await press('Control+z'), smiling)).toBeLessThan(0.02);
  await expect(editor.end('Gender', 1)).not.toBeChecked();
  expect(await meanDifference(await press('Control+z'), untouched)).toBeLessThan(0.02);
  await press('Control+Shift+z');
  expect(await meanDifference(await press('Control+y'), both)).toBeLessThan(0.02);
});

test('the slider: arrow keys step, double-click resets to the source, ends are named', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('slider.webp');
  const slider = editor.slider('Smile');
  await expect(slider).toHaveAttribute('aria-valuenow', '0');
  await slider.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  await expect(page.getByLabel('Smile, percent')).toHaveValue(/^3\s?%?$/);
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByLabel('Smile, percent')).toHaveValue(/^13\s?%?$/);
  const box = await slider.boundingBox();
  if (!box) throw new Error('the slider has no thumb');
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.getByLabel('Smile, percent')).toHaveValue(/^0\s?%?$/);
  const card = page.getByRole('region', { name: 'Smile', exact: true });
  await expect(card).toContainText('neutral');
  await expect(card).toContainText('smiling');
});

test('hold shows the original, the divider shows both, smoothing shows', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('hold.webp');
  await editor.settled();
  const untouched = await editor.shot();
  await editor.setLevel('Smile', 100);
  const smiling = await editor.shot();

  const hold = await page.getByRole('button', { name: 'Hold to see the original' }).boundingBox();
  if (!hold) throw new Error('no hold button');
  await page.mouse.move(hold.x + 5, hold.y + 5);
  await page.mouse.down();
  await expect.poll(async () => meanDifference(await editor.shot(), untouched)).toBeLessThan(0.02);
  await page.mouse.up();
  await expect.poll(async () => meanDifference(await editor.shot(), smiling)).toBeLessThan(0.02);

  await page.getByRole('button', { name: 'Before and after' }).click();
  const divider = page.getByRole('slider', { name: 'Before and after divider' });
  await divider.focus();
  await page.keyboard.press('Home');
  await expect.poll(async () => meanDifference(await editor.shot(), smiling)).toBeLessThan(0.3);
  await page.keyboard.press('End');
  await expect.poll(async () => meanDifference(await editor.shot(), untouched)).toBeLessThan(0.3);
  await page.getByRole('button', { name: 'Before and after' }).click();

  await editor.setLevel('Smoothing', 100);
  expect(await meanDifference(await editor.shot(), smiling)).toBeGreaterThan(0.1);
});

test('the detected value is shown and can be corrected by hand', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('corrected.webp');
  const card = page.getByRole('region', { name: 'Gender', exact: true });
  await expect(card).toContainText(/detected.*male/i);
  await card.getByRole('button', { name: /detected/i }).click();
  await page.getByRole('menuitemradio', { name: /^female/i }).click();
  await expect(editor.end('Gender', 1)).toBeChecked();
  await expect(page.getByLabel('Gender, percent')).toHaveValue(/^100\s?%?$/);
});

test('the face square moves by the keyboard, and the face is read anew', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openNew('moved.png', await faceOnGround('average-man'));
  const frame = page.getByLabel(/^Face frame/);
  const before = await frame.getAttribute('aria-label');
  await frame.focus();
  await page.keyboard.press('ArrowRight');
  await expect(frame).not.toHaveAttribute('aria-label', before ?? '');
  await editor.analysed();
});

test('the status line says which backend runs, why, and how long the last render took', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('status.webp');
  await editor.setLevel('Smile', 100);
  // In seconds where the machine is busy.
  await expect(page.getByText(/\d+(\.\d+)? m?s\b/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Engine' }).or(page.getByLabel('Engine')).first().click();
  await expect(page.getByText(/WebGPU|WebAssembly/).first()).toBeVisible();
  await expect(page.getByText(/Self-check passed/).first()).toBeVisible();
});

test('a contact sheet shows itself first, and holds the chosen face at every strength of every attribute', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('sheet.webp');
  await page.getByRole('button', { name: 'More ways to save' }).click();
  await page.getByRole('menuitem', { name: 'Contact sheet' }).click();
  const sheet = page.getByRole('dialog', { name: 'Contact sheet' });
  await sheet.getByLabel('Strengths, in percent').fill('0, 250');
  await expect(sheet.getByRole('button', { name: 'Save PNG' })).toBeDisabled();
  await sheet.getByLabel('Strengths, in percent').fill('0, 100');
  await sheet.getByRole('radio', { name: '128 px' }).click();
  const titles = await sheet.getByRole('group', { name: 'Rows' }).locator('label').allInnerTexts();
  const rows = titles.length;
  expect(titles[0]).toBe('Smile: smiling');
  await sheet.getByRole('checkbox').last().uncheck();
  await expect(sheet.getByRole('img', { name: 'The contact sheet as it will be saved' })).toBeVisible();
  const [, widthPx = 0, heightPx = 0] = /(\d+) × (\d+) px in all/.exec(await sheet.innerText())?.map(Number) ?? [];
  const download = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Save PNG' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/-contact-sheet\.png$/);
  const { data, info } = await sharp(await file.path()).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height]).toEqual([widthPx, heightPx]);
  const layout = layoutSheet({ rows: titles.slice(0, -1), columns: ['Original', '0 %', '100 %'], cellPx: 128 });
  expect([layout.widthPx, layout.heightPx]).toEqual([widthPx, heightPx]);
  const distance = (row: number, a: number, b: number): number => {
    const [p, q] = [layout.cells[row]![a]!, layout.cells[row]![b]!];
    let sum = 0;
    for (let y = 0; y < 128; y++) for (let i = 0; i < 128 * 3; i++) sum += Math.abs(data[((p.yPx + y) * info.width + p.xPx) * 3 + i]! - data[((q.yPx + y) * info.width + q.xPx) * 3 + i]!);
    return sum / (128 * 128 * 3);
  };
  // Every row starts from the source's own value, and the other end is a change that shows.
  for (let row = 0; row < rows - 1; row++) {
    expect(distance(row, 0, 1), `row ${row}`).toBe(0);
    expect(distance(row, 0, 2), `row ${row}`).toBeGreaterThan(1.5);
  }
});

test('in a Chinese browser the page is in Chinese, with no word of English left; English is a choice that is remembered', async ({ browser }) => {
  const context = await browser.newContext({ locale: 'zh-CN' });
  const page = await context.newPage();
  await page.goto('/');
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'zh-CN');
  await expect(page.getByRole('button', { name: '打开照片' })).toBeVisible();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '快捷键' })).toBeVisible();
  const words = async (): Promise<readonly string[]> => (await page.locator('body').innerText()).match(/[A-Za-z]{3,}/g) ?? [];
  expect((await words()).filter((word) => !['Mien', 'Shift', 'Ctrl', 'Del', 'WASM', 'WebGPU'].includes(word))).toEqual([]);
  await page.keyboard.press('Escape');
  const settings = page.getByRole('button', { name: '设置' });
  await settings.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitemradio', { name: 'English' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Settings' })).toBeFocused();
  await page.reload();
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('button', { name: 'Open a photo' })).toBeVisible();
  await context.close();
});
