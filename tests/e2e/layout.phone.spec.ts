import { expect, test } from '@playwright/test';
import { EditorPage } from './editor-page.ts';

test('at 390 px: nothing overflows, the picture stays in view while the sliders are used', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  for (const attribute of ['Smile', 'Gender', 'Age']) {
    await editor.slider(attribute).scrollIntoViewIfNeeded();
    await editor.slider(attribute).focus();
    await page.keyboard.press('PageUp');
    await expect(editor.slider(attribute)).toBeInViewport();
    await expect(editor.canvas).toBeInViewport({ ratio: 0.6 });
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await editor.settled();
  expect(editor.errors).toEqual([]);
});

test('a finger drags the slider', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  const before = await editor.revision();
  const box = await editor.slider('Smile').boundingBox();
  if (!box) throw new Error('no slider');
  const client = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number): Promise<unknown> =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y: box.y + box.height / 2 }] });
  const x = box.x + box.width / 2;
  await touch('touchStart', x);
  for (let i = 1; i <= 10; i++) await touch('touchMove', x + i * 6);
  await touch('touchEnd', x + 60);
  await expect(editor.slider('Smile')).not.toHaveAttribute('aria-valuenow', '0');
  await expect.poll(() => editor.revision()).toBeGreaterThan(before);
});
