import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { faceOnGround, meanDifference } from '../support/measure.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** After this rest what was done is in storage. */
const WRITTEN_MS = 800;

async function smiling(page: Page, name = 'holiday.jpg', percent = 100): Promise<EditorPage> {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openFile(name, await sharp(await faceOnGround('average-man')).jpeg({ quality: 95 }).toBuffer(), 'image/jpeg');
  await editor.analysed();
  await editor.setLevel('Smile', percent);
  return editor;
}

/** The server has a build whose scripts and styles have other names, and no old ones any more. */
async function redeploy(page: Page): Promise<void> {
  await page.context().route(/\/(assets\/.*\.(js|css))?(\?.*)?$/, async (route) => {
    const url = route.request().url();
    if (/\/assets\//.test(url) && !/\.new\.(js|css)/.test(url)) { await route.fulfill({ status: 404 }); return; }
    const response = await route.fetch({ url: url.replace('.new.', '.') });
    const body = (await response.text()).replaceAll(/(-[\w-]{8})\.(js|css)\b/g, '$1.new.$2');
    await route.fulfill({ response, body });
  });
}

test('a reload, a redeploy and a crash: picture, edits, steps and view are there again', async ({ page }) => {
  const editor = await smiling(page);
  await editor.setLevel('Gender', 60);
  await page.getByRole('button', { name: 'Before and after' }).click();
  await page.keyboard.press('1');
  await editor.settled();
  const before = await editor.shot();
  const expectAllBack = async (): Promise<void> => {
    await editor.analysed();
    await editor.settled();
    await expect(page.getByText('holiday.jpg').first()).toBeVisible();
    await expect(page.getByLabel('Gender, percent')).toHaveValue(/^60/);
    expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
  };
  // At once: what rests is written soon, and what does not when the page goes.
  await page.reload();
  await expectAllBack();
  await page.waitForTimeout(WRITTEN_MS);
  await redeploy(page);
  await page.reload();
  await expectAllBack();
  expect(await page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => name.includes('.new.')))).toBe(true);

  // Undo leads on from where it was.
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByLabel('Gender, percent')).toHaveValue(/^0/);
  await expect(editor.end('Smile', 1)).toBeChecked();
  await page.waitForTimeout(WRITTEN_MS);

  // Playwright gives a crashed page up, and its tab with it: what the tab remembers goes into the next one as the browser's own reload would.
  const tabId = await page.evaluate(() => sessionStorage.getItem('mien.session'));
  const crash = page.waitForEvent('crash');
  void page.goto('chrome://crash').catch(() => undefined);
  await crash;
  const next = new EditorPage(await page.context().newPage());
  await next.page.addInitScript((id) => { sessionStorage.setItem('mien.session', id ?? ''); }, tabId);
  await next.open();
  await next.analysed();
  await expect(next.end('Smile', 1)).toBeChecked();
  await next.page.getByRole('button', { name: 'Redo' }).click();
  await expect(next.page.getByLabel('Gender, percent')).toHaveValue(/^60/);
  expect([...editor.errors, ...next.errors]).toEqual([]);
});

test('two tabs are two sessions; one that is closed is among the recent ones; clearing and the switch remove them', async ({ page, context }) => {
  const first = await smiling(page, 'first.jpg', 100);
  const second = await smiling(await context.newPage(), 'second.jpg', 50);
  await second.page.waitForTimeout(WRITTEN_MS);
  for (const tab of [first, second]) await tab.page.reload();
  await first.analysed();
  await second.analysed();
  await expect(first.page.getByLabel('Smile, percent')).toHaveValue(/^100/);
  await expect(second.page.getByLabel('Smile, percent')).toHaveValue(/^50/);

  await second.page.close();
  const third = new EditorPage(await context.newPage());
  await third.open();
  await expect(third.page.getByRole('button', { name: 'Go on with first.jpg, in another tab' })).toBeVisible();
  await expect(third.page.getByText(/kB kept in this browser/)).toBeVisible();
  await third.page.getByRole('button', { name: /Go on with second.jpg/ }).click();
  await third.analysed();
  await expect(third.page.getByLabel('Smile, percent')).toHaveValue(/^50/);

  await page.close();
  await third.page.getByRole('button', { name: 'Settings' }).click();
  await third.page.getByRole('menuitem', { name: 'Recent pictures…' }).click();
  const dialog = third.page.getByRole('dialog', { name: 'Recent pictures' });
  await expect(dialog.getByRole('button', { name: /Go on with first.jpg/ })).toBeVisible();
  await dialog.getByRole('button', { name: 'Clear recent' }).click();
  await expect(dialog.getByRole('button', { name: /Go on with/ })).toHaveCount(0);
  await dialog.getByRole('switch').click();
  await expect(dialog.getByText('Nothing is kept in this browser.')).toBeVisible();
  await third.page.reload();
  await third.ready();
  await expect(third.page.getByRole('button', { name: 'Open a photo' })).toBeVisible();
  expect(await third.page.evaluate(() => sessionStorage.length)).toBe(0);
});

test('Back and forth: from the batch to the editor, and never out of the app; another photo is a step that undo takes back', async ({ page }) => {
  await page.goto('about:blank');
  const editor = new EditorPage(page);
  await page.goto('/#batch');
  await expect(page.getByRole('button', { name: 'Load', exact: true })).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Load', exact: true })).toBeVisible({ timeout: 60_000 });
  await page.goBack();
  await editor.openSample();
  await editor.setLevel('Smile', 100);
  const smile = await editor.shot();
  await page.goForward();
  await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();
  await page.goBack();
  await editor.settled();
  expect(await meanDifference(await editor.shot(), smile)).toBeLessThan(0.02);

  await editor.openFile('other.png', await faceOnGround('average-woman'));
  await expect(page.getByText('other.png').first()).toBeVisible();
  await editor.analysed();
  await expect(editor.end('Smile', 1)).not.toBeChecked();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('average-man.webp').first()).toBeVisible();
  await editor.analysed();
  await editor.settled();
  expect(await meanDifference(await editor.shot(), smile)).toBeLessThan(0.02);
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(page.getByText('other.png').first()).toBeVisible();
  await editor.analysed();
  expect(editor.errors).toEqual([]);
});

test('a browser that lets nothing be stored: the editor works, and says that nothing is kept', async ({ page }) => {
  await page.addInitScript(() => { IDBFactory.prototype.open = () => { throw new DOMException('The user denied permission.', 'SecurityError'); }; });
  const editor = await smiling(page);
  await editor.notice(/This session is not kept/);
  expect((await editor.save()).name).toBe('holiday-smile.png');
  expect(editor.errors).toEqual([]);
});
