import { expect, test, type Page } from '@playwright/test';
import { groupPicture } from '../support/face-scenes.ts';
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

/** A finger that goes from one point of the page to another. */
async function swipe(page: Page, [fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number): Promise<unknown> => {
    const point = { x: fromX + (toX - fromX) * share, y: fromY + (toY - fromY) * share };
    return client.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [point] });
  };
  await touch('touchStart', 0);
  for (let i = 1; i <= 10; i++) await touch('touchMove', i / 10);
  await touch('touchEnd', 1);
}

test('fingers: a slider is dragged, a face of a group tapped, its frame moved', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openFile('group.png', await groupPicture());
  await editor.analysed();
  await editor.settled();
  const before = await editor.revision();
  const box = await editor.slider('Smile').boundingBox();
  if (!box) throw new Error('no slider');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const level = await editor.slider('Smile').getAttribute('aria-valuenow');
  await swipe(page, [x, y], [x + (Number(level) > 50 ? -60 : 60), y]);
  await expect(editor.slider('Smile')).not.toHaveAttribute('aria-valuenow', level ?? '');
  await expect.poll(() => editor.revision()).toBeGreaterThan(before);

  const other = await page.getByRole('button', { name: 'Choose face 2' }).boundingBox();
  if (!other) throw new Error('no second frame');
  const middle = [other.x + other.width / 2, other.y + other.height / 2] as const;
  // The frames hide after a while: the first tap shows them, so the one that counts is the second at the latest.
  await expect(async () => {
    await page.touchscreen.tap(...middle);
    await expect(page.getByLabel(/^Face frame 2 of/)).toBeAttached({ timeout: 500 });
  }).toPass();
  const square = await editor.square();
  await page.touchscreen.tap(...middle);
  await expect(page.getByLabel(/^Face frame 2 of/)).toHaveAttribute('data-seen', 'true');
  await swipe(page, middle, [middle[0] + 12, middle[1] + 8]);
  await expect.poll(async () => (await editor.square()).centreXPx).not.toBe(square.centreXPx);
  const moved = await editor.square();
  expect(moved.centreXPx - square.centreXPx).toBeGreaterThan(10);
  expect(moved.centreYPx - square.centreYPx).toBeGreaterThan(5);
  expect(moved.sidePx).toBe(square.sidePx);
});
