import { expect, type Locator, type Page } from '@playwright/test';
import sharp from 'sharp';
import { groupPicture } from '../support/face-scenes.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** Buttons that a finger would miss: WCAG asks for 24 px each way. (A slider's thumb has its own margin.) */
async function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => [...document.querySelectorAll('button')].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    return element.checkVisibility() && width > 0 && (width < 24 || height < 24);
  }).map((element) => `${element.getAttribute('aria-label') ?? element.textContent} ${element.clientWidth} x ${element.clientHeight}`));
}

/** The middle of what is shown. */
async function boxOf(locator: Locator): Promise<readonly [number, number]> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing is shown');
  return [box.x + box.width / 2, box.y + box.height / 2];
}

type Finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', point?: readonly [number, number]) => Promise<void>;

/** One finger that goes down, moves and leaves. */
async function fingerOn(page: Page): Promise<Finger> {
  const client = await page.context().newCDPSession(page);
  return async (type, point) => { await client.send('Input.dispatchTouchEvent', { type, touchPoints: point ? [{ x: point[0], y: point[1] }] : [] }); };
}

/** A finger that goes from one point of the page to another. */
async function swipe(page: Page, [fromX, fromY]: readonly [number, number], [toX, toY]: readonly [number, number]): Promise<void> {
  const finger = await fingerOn(page);
  await finger('touchStart', [fromX, fromY]);
  for (let i = 1; i <= 10; i++) await finger('touchMove', [fromX + ((toX - fromX) * i) / 10, fromY + ((toY - fromY) * i) / 10]);
  await finger('touchEnd');
}

test('360 px by touch alone: a photo is opened, edited by buttons and a slider, compared and saved, and nothing is too wide or too small', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const editor = new EditorPage(page);
  const fits = async (): Promise<void> => {
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(await smallTargets(page)).toEqual([]);
  };
  await editor.open();
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open', exact: true }).tap();
  await fits();
  await (await choosing).setFiles('public/samples/average-man.webp');
  await editor.analysed();
  await editor.settled();
  const before = await editor.shot();
  await editor.end('Smile', 1).tap();
  await editor.settled();
  const smiling = await editor.shot();
  expect(smiling.equals(before)).toBe(false);

  // The picture stays in view while the sliders below it are used.
  await editor.slider('Age').scrollIntoViewIfNeeded();
  await expect(editor.canvas).toBeInViewport({ ratio: 0.6 });
  const age = await boxOf(editor.slider('Age'));
  await swipe(page, age, [age[0] + 90, age[1]]);
  await expect.poll(async () => Number(await editor.slider('Age').getAttribute('aria-valuenow'))).toBeGreaterThan(30);
  await editor.settled();
  const edited = await editor.shot();
  expect(edited.equals(smiling)).toBe(false);
  await fits();

  const finger = await fingerOn(page);
  const original = page.getByRole('button', { name: 'Hold to see the original' });
  await finger('touchStart', await boxOf(original));
  await expect(original).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(async () => (await editor.shot()).equals(before)).toBe(true);
  await finger('touchEnd');
  await expect.poll(async () => (await editor.shot()).equals(edited)).toBe(true);

  await page.getByRole('button', { name: 'Save', exact: true }).tap();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: 'PNG' }).tap();
  await fits();
  const saving = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save PNG' }).tap();
  const saved = await saving;
  expect(saved.suggestedFilename()).toBe('average-man-smile-age.png');
  expect(await sharp(await saved.path()).metadata()).toMatchObject({ format: 'png', width: 768, height: 768 });
  expect(editor.errors).toEqual([]);
});

test('fingers: a slider is dragged, a face of a group tapped, its frame moved', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openFile('group.png', await groupPicture());
  await editor.analysed();
  await editor.settled();
  const before = await editor.revision();
  const [x, y] = await boxOf(editor.slider('Smile'));
  const level = await editor.slider('Smile').getAttribute('aria-valuenow');
  await swipe(page, [x, y], [x + (Number(level) > 50 ? -60 : 60), y]);
  await expect(editor.slider('Smile')).not.toHaveAttribute('aria-valuenow', level ?? '');
  await expect.poll(() => editor.revision()).toBeGreaterThan(before);

  const middle = await boxOf(page.getByRole('button', { name: 'Choose face 2' }));
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
