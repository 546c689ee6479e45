import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { zipSync } from 'fflate';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

// With the copy that works without a network: what it asks for and keeps is part of what is promised.
test.use({ serviceWorkers: 'allow' });

/** Everything that the browser keeps for the app: storage of every kind, by name. */
function kept(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const files: string[] = [];
    const walk = async (folder: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
      for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemDirectoryHandle | FileSystemFileHandle]>) {
        if (entry.kind === 'directory') await walk(entry, `${prefix}${name}/`);
        else files.push(`file ${prefix}${name}`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    const rows = await Promise.all((await indexedDB.databases()).map(({ name = '' }) => new Promise<string[]>((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => {
        const db = opening.result;
        const stores = [...db.objectStoreNames];
        if (stores.length === 0) { db.close(); resolve([]); return; }
        const change = db.transaction(stores);
        const counts: string[] = [];
        for (const store of stores) {
          const counting = change.objectStore(store).count();
          counting.onsuccess = () => { if (counting.result > 0) counts.push(`rows ${name}/${store}`); };
        }
        change.oncomplete = () => { db.close(); resolve(counts); };
      };
    })));
    return [...files, ...rows.flat(), ...Object.keys(localStorage).map((key) => `local ${key}`), ...Object.keys(sessionStorage).map((key) => `session ${key}`), ...(await caches.keys()).map((key) => `cache ${key}`), ...(document.cookie === '' ? [] : ['cookie'])].sort();
  });
}

/** Addresses of all that lies in the service worker's caches. */
function cached(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const lists = await Promise.all((await caches.keys()).map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)));
    return lists.flat();
  });
}

test('one journey through editor, import and batch: no request leaves the origin, and what is left is what was said', async ({ page, baseURL }) => {
  const requests: string[] = [];
  page.context().on('request', (request) => { requests.push(`${request.method()} ${request.url()}`); });
  const folder = await mkdtemp(join(tmpdir(), 'mien-privacy-'));
  try {
    const editor = new EditorPage(page);
    await editor.open();
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    await editor.save('JPEG');
    await expect(page.locator('[data-offline="true"]')).toBeAttached({ timeout: 60_000 });
    const bundle = zipSync({ 'README.md': Buffer.from('# Tiny'), ...Object.fromEntries((await makeTinyBundle()).files) }, { level: 0 });
    await page.getByLabel('Picture to open').setInputFiles({ name: 'tiny.zip', mimeType: 'application/zip', buffer: Buffer.from(bundle) });
    await expect.poll(async () => (await kept(page)).some((name) => name.includes('tiny')), { timeout: 60_000 }).toBe(true);

    await writeGoodFiles(folder, 2);
    await page.goto('/#batch');
    await page.reload();
    await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: 'Edit 2 pictures' }).click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Forget them' }).click();
    await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();

    expect((await kept(page)).filter((name) => name.includes('session'))).toEqual([
      'rows mien-sessions/heads', 'rows mien-sessions/pictures', 'rows mien-sessions/states', 'session mien.session',
    ]);
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('menuitem', { name: 'Recent pictures…' }).click();
    await page.getByRole('switch', { name: 'Keep pictures and edits in this browser' }).click();
    await expect(page.getByText('Nothing is kept in this browser.')).toBeVisible();

    const left = await kept(page);
    console.log(`${requests.length} requests, all of the origin; left in storage:\n  ${left.join('\n  ')}`);
    expect(requests.filter((line) => !['GET blob:', 'GET data:', `GET ${baseURL!}`].some((start) => line.startsWith(start)))).toEqual([]);
    expect(left.filter((name) => !/^file .*tiny|^local mien|^rows mien-batch\/none|^cache mien-/.test(name))).toEqual([]);
    // The copy holds the app's own files and nothing that was opened in it.
    const copies = await cached(page);
    expect(copies.length).toBeGreaterThan(20);
    expect(copies.filter((url) => !url.startsWith(`${baseURL!}/`) || /average-man\.webp.*smile|face-0|tiny/.test(url))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
