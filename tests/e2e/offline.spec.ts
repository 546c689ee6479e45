import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { compare, decode, faceOnGround } from '../support/measure.ts';
import { layLink } from '../support/wire.ts';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';

test.use({ serviceWorkers: 'allow' });

async function copied(page: Page): Promise<void> {
  await expect(page.locator('[data-offline="true"]')).toBeAttached({ timeout: 60_000 });
}

test('after one visit, in a folder of a host that sends no headers, the app starts without a network: an edit, a save and a batch', async ({ playwright, baseURL }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-offline-'));
  const link = await layLink(baseURL!, { folder: '/tools/mien/', isPlainHost: true });
  const start = (): Promise<BrowserContext> => playwright.chromium.launchPersistentContext(join(folder, 'profile'), { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS], viewport: { width: 1440, height: 900 } });
  try {
    const online = await start();
    const visit = new EditorPage(await online.newPage());
    await visit.open(link.url);
    await visit.ready();
    await copied(visit.page);
    expect(await visit.page.evaluate(() => crossOriginIsolated)).toBe(false);
    await online.close();
    await link.close();

    const offline = await start();
    const editor = new EditorPage(await offline.newPage());
    await editor.open(link.url);
    // The copy's answers have the headers that the host's lack.
    expect(await editor.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const input = await faceOnGround('average-man');
    await editor.openFile('face.png', input);
    await editor.analysed();
    await editor.setLevel('Smile', 100);
    const { bytes } = await editor.save();
    const { outside, changedInside } = compare(await decode(input), await decode(bytes), [await editor.square()]);
    expect(outside).toBe(0);
    expect(changedInside).toBeGreaterThan(1000);

    await writeGoodFiles(join(folder, 'pictures'), 2);
    await editor.page.getByRole('radio', { name: 'Batch' }).click();
    await editor.page.getByLabel('Folder of pictures').setInputFiles(join(folder, 'pictures'));
    await editor.page.getByLabel('Smile', { exact: true }).check();
    await editor.page.getByRole('button', { name: 'Edit 2 pictures' }).click();
    await expect(editor.page.getByRole('main').getByText('2 of 2 done')).toBeVisible({ timeout: 60_000 });
    expect(editor.errors).toEqual([]);
    await offline.close();
  } finally {
    await link.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

test('a new version waits until it is asked for: a reload keeps the old one whole, and the word of the person brings the new', async ({ page, baseURL }) => {
  const link = await layLink(baseURL!);
  try {
    await page.goto(link.url);
    await copied(page);
    const index = await readFile('dist/index.html', 'utf8');
    const worker = await readFile('dist/service-worker.js', 'utf8');
    const revision = /"revision":"([0-9a-f]{32})","url":"index\.html"/.exec(worker)![1]!;
    link.replace('', index.replace('<title>Mien', '<title>New Mien'));
    link.replace('index.html', index.replace('<title>Mien', '<title>New Mien'));
    link.replace('service-worker.js', worker.replaceAll(revision, 'f'.repeat(32)));

    await page.reload();
    expect(await page.title()).toBe('Mien');
    const editor = new EditorPage(page);
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    const before = await editor.shot();
    const offer = page.getByRole('button', { name: 'Reload now' });
    await expect(offer).toBeVisible({ timeout: 60_000 });
    expect(await editor.shot()).toEqual(before);
    expect(await page.title()).toBe('Mien');
    await offer.click();
    await expect(page).toHaveTitle('New Mien');
    await editor.ready();
    expect(editor.errors).toEqual([]);
  } finally {
    await link.close();
  }
});
