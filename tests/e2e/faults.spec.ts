import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import sharp from 'sharp';
import { faceOnGround, meanDifference } from '../support/measure.ts';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** What reached no server: every request for a file of the app whose name matches. */
async function cutOff(page: Page, file: RegExp): Promise<() => Promise<void>> {
  await page.context().route(file, (route) => route.abort('internetdisconnected'));
  return () => page.context().unroute(file);
}

test('the batch page cannot be fetched: the page says so, the edit stays, and trying again brings it', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 100);
  const before = await editor.shot();
  const reconnect = await cutOff(page, /BatchView-.*\.js$/);
  await page.getByRole('radio', { name: 'Batch' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'The batch page could not be loaded' })).toBeVisible();
  await page.getByRole('radio', { name: 'Editor' }).click();
  await editor.settled();
  expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
  await page.getByRole('radio', { name: 'Batch' }).click();
  await expect(page.getByText('Your edit is kept')).toBeVisible();
  await reconnect();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();
  expect(editor.errors).toEqual([]);
});

test('the face finder cannot be fetched: nobody says that there is no face, and trying again finds it', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  const reconnect = await cutOff(page, /human-worker-.*\.js$|face-models\//);
  await editor.openFile('face.png', await faceOnGround('average-man'));
  await editor.notice(/Could not look for faces/);
  await editor.details('Expected to load the face-finder of this app');
  await expect(page.getByText(/No face (was )?found/)).toHaveCount(0);
  await reconnect();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await editor.analysed();
});

test('the finder’s networks cannot be fetched: the same', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  const reconnect = await cutOff(page, /facemesh/);
  await editor.openFile('face.png', await faceOnGround('average-man'));
  await editor.details(/Expected to load the face finder's file facemesh\.json of this app/);
  await expect(page.getByText(/No face (was )?found/)).toHaveCount(0);
  await reconnect();
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await editor.analysed();
});

test('a batch without its face finder pauses with every file waiting, and goes on when it is back', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-faults-'));
  try {
    for (const name of ['average-man', 'average-woman'] as const) await sharp(await faceOnGround(name)).toFile(join(folder, `${name}.png`));
    await page.goto('/#batch');
    await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    const reconnect = await cutOff(page, /human-worker-.*\.js$|face-models\//);
    await page.getByRole('button', { name: 'Edit 2 pictures' }).click();
    await expect(page.getByRole('heading', { name: 'Paused' })).toBeVisible();
    await expect(page.getByRole('main').getByText('0 of 2 done')).toBeVisible();
    await expect(page.getByText(/failed/)).toHaveCount(0);
    await reconnect();
    await page.getByRole('button', { name: 'Go on' }).click();
    await expect(page.getByRole('main').getByText('2 of 2 done')).toBeVisible({ timeout: 60_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('two tabs: the second says who has the batch; what is kept is said, and gone when forgotten', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-faults-'));
  const staged = (): Promise<readonly string[]> => page.evaluate(async () => {
    const names: string[] = [];
    for await (const name of (await navigator.storage.getDirectory() as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(name);
    return names.filter((name) => name.startsWith('mien-batch'));
  });
  try {
    await writeGoodFiles(folder, 3);
    await page.goto('/#batch');
    await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: 'Edit 3 pictures' }).click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText('are kept in this browser’s storage')).toBeVisible();
    expect(await staged()).toHaveLength(2);

    const second = await page.context().newPage();
    await second.goto('/#batch');
    await expect(second.getByRole('alert').filter({ hasText: 'another tab has it' })).toContainText('3 of 3 done', { timeout: 60_000 });
    expect(await staged()).toHaveLength(2);
    await second.close();

    await page.getByRole('button', { name: 'Forget them' }).click();
    await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();
    expect(await staged()).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('no page can frame the app, and what is not there is not answered with the page', async ({ request }) => {
  const page = await request.get('/');
  expect(page.headers()['content-security-policy']).toContain("frame-ancestors 'none'");
  for (const path of ['/models/none/manifest.json', '/models/faces/none.onnx', '/assets/none-123.js', '/face-models/none.json', '/samples/none.webp', '/models', '/models/', '/assets/', '/..%2fpackage.json', '/assets/..%2f..%2fpackage.json', '/models/none/?x=1', '/none.wasm']) {
    expect((await request.get(path, { headers: { accept: 'text/html,*/*' } })).status(), path).toBe(404);
  }
  for (const path of ['/', '/?x=1', '/index.html', '/models/faces/manifest.json']) expect((await request.get(path)).status(), path).toBe(200);
});
