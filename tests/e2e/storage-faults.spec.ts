import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type CDPSession, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

const COUNT = 24;
let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-storage-'));
  await writeGoodFiles(folder, COUNT);
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

const heading = (page: Page, name: string): Promise<void> => expect(page.getByRole('heading', { name, exact: true })).toBeVisible({ timeout: 60_000 });

async function openBatch(page: Page): Promise<void> {
  await page.goto('/#batch');
  await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
}

async function start(page: Page): Promise<void> {
  await page.addInitScript('delete globalThis.showSaveFilePicker');
  await openBatch(page);
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await page.getByLabel('Smile', { exact: true }).check();
  await page.getByRole('button', { name: `Edit ${COUNT} pictures` }).click();
}

async function done(page: Page): Promise<number> {
  return Number(/(\d+) of \d+ done/.exec(await page.getByText(/\d+ of \d+ done/).first().innerText())?.[1]);
}

async function untilDone(page: Page, count: number): Promise<void> {
  await expect.poll(() => done(page), { timeout: 60_000, intervals: [50] }).toBeGreaterThanOrEqual(count);
}

async function filesInZip(page: Page): Promise<number> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save zip' }).click();
  return Object.keys(unzipSync(new Uint8Array(await readFile(await (await download).path())))).length;
}

/** A quota for the page's origin, for as long as the returned session lasts. */
async function withQuota(page: Page, quotaSize: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: new URL(page.url()).origin, quotaSize });
  return session;
}

test('the disk is full in mid-run: the batch waits with what it has, and goes on when there is room', async ({ page }) => {
  await start(page);
  await page.getByRole('button', { name: 'Pause' }).click({ timeout: 60_000 });
  await heading(page, 'Paused');
  const quota = await withQuota(page, 1);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('alert')).toContainText('a full disk', { timeout: 60_000 });
  await heading(page, 'Paused');
  expect(await done(page)).toBeLessThan(COUNT);
  await quota.detach();
  await page.getByRole('button', { name: 'Retry failed' }).click();
  await heading(page, 'Finished');
  await expect(page.getByRole('main').getByText(`${COUNT} of ${COUNT} done`)).toBeVisible();
  expect(await filesInZip(page)).toBe(COUNT);
});

test('the journal is deleted in mid-run: nobody waits for it, no row is lost, and a reload knows them all', async ({ page }) => {
  await start(page);
  await untilDone(page, 4);
  const deletion = await page.evaluate(() => new Promise<string>((resolve) => {
    const deleting = indexedDB.deleteDatabase('mien-batch');
    deleting.onsuccess = () => { resolve('deleted'); };
    deleting.onblocked = () => { setTimeout(() => { resolve('blocked'); }, 3000); };
  }));
  expect(deletion).toBe('deleted');
  await heading(page, 'Finished');
  await page.reload();
  await heading(page, 'Finished');
  await expect(page.getByRole('main').getByText(`${COUNT} of ${COUNT} done`)).toBeVisible();
  expect(await filesInZip(page)).toBe(COUNT);
});

test('all site data are cleared in mid-run: what is gone says so, is tried again, and the zip is whole', async ({ page }) => {
  await start(page);
  await untilDone(page, 6);
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes: 'all' });
  // Chromium drops the locks of an origin with its data, by which the page knows that its workers live: the run may stop for it.
  await expect(async () => {
    await page.getByRole('button', { name: /^(Go on|Retry failed)$/ }).first().click({ timeout: 1000 }).catch(() => undefined);
    // In this order: while the zip is made, rows count as done whose results will be found gone.
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 1000 });
    await expect(page.getByRole('main').getByText(`${COUNT} of ${COUNT} done`)).toBeVisible({ timeout: 1000 });
  }).toPass({ timeout: 90_000 });
  expect(await filesInZip(page)).toBe(COUNT);
});

test('the renderer crashes in mid-run: what is done stays done, and the same folder goes on', async ({ page }) => {
  await start(page);
  await untilDone(page, 6);
  const session = await page.context().newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // A page that has crashed answers no more.
  void session.send('Page.crash').catch(() => undefined);
  await crashed;
  const next = await page.context().newPage();
  await next.addInitScript('delete globalThis.showSaveFilePicker');
  await next.goto('/#batch');
  await expect(next.getByText('again to go on where it stopped')).toBeVisible({ timeout: 60_000 });
  expect(await done(next)).toBeGreaterThanOrEqual(6);
  await next.getByLabel('Folder of pictures').setInputFiles(folder);
  await heading(next, 'Finished');
  await expect(next.getByRole('main').getByText(`${COUNT} of ${COUNT} done`)).toBeVisible();
  expect(await filesInZip(next)).toBe(COUNT);

  // The editor of the new page works.
  const editor = new EditorPage(next);
  await editor.open();
  await editor.ready();
  await expect(next.locator('[data-page="editor"]')).toBeVisible();
});

test('storage forbidden altogether: the editor works, and the batch says why it cannot', async ({ page }) => {
  await page.addInitScript(() => {
    const denied = (): never => { throw new DOMException('The request is not allowed', 'SecurityError'); };
    for (const name of ['indexedDB', 'localStorage', 'caches']) Object.defineProperty(window, name, { get: denied });
    Object.defineProperty(navigator.storage, 'getDirectory', { value: () => Promise.reject(new DOMException('denied', 'SecurityError')) });
  });
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 100);
  expect((await editor.save('PNG')).bytes.length).toBeGreaterThan(1000);
  await page.getByRole('radio', { name: 'Batch' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Allow this site to keep data' })).toContainText('Expected this browser\'s storage');
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await page.getByRole('button', { name: `Edit ${COUNT} pictures` }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Allow this site to keep data' })).toBeVisible();
  await heading(page, 'Batch');
  expect(editor.errors).toEqual([]);
});
