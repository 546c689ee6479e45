import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import sharp from 'sharp';
import { mien } from '../support/mien.ts';
import { badFiles, writeGoodFiles, writeInto } from './batch-files.ts';
import { test } from './one-thread.ts';

/** Enough for a reload in the middle; `BATCH_FILES=300` is the long run. */
const FILES = Number(process.env['BATCH_FILES'] ?? 36);
const BAD = 15;

interface StoredRow {
  readonly item: { readonly path: string; readonly output: string };
  readonly state: { readonly kind: string; readonly reason?: { readonly code: string; readonly message: string } };
}

/** Rows of the journal, as it lies in the browser. */
function journal(page: Page): Promise<readonly StoredRow[]> {
  return page.evaluate(() => new Promise<StoredRow[]>((resolve, reject) => {
    const opening = indexedDB.open('mien-batch');
    opening.onerror = () => { reject(new Error('no journal')); };
    opening.onsuccess = () => {
      const all = opening.result.transaction('rows').objectStore('rows').getAll();
      all.onsuccess = () => { opening.result.close(); resolve(all.result as StoredRow[]); };
    };
  }));
}

/** Counts every render of the model, over reloads. */
async function countRenders(page: Page): Promise<ReadonlyMap<string, number>> {
  const renders = new Map<string, number>();
  await page.exposeFunction('countRender', (path: string) => { renders.set(path, (renders.get(path) ?? 0) + 1); });
  await page.addInitScript(() => {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        if (entry.name === 'mien-batch-render') (window as unknown as { countRender(path: string): void }).countRender(String((entry as PerformanceMeasure).detail));
      }
    }).observe({ entryTypes: ['measure'] });
  });
  return renders;
}

async function openBatch(page: Page): Promise<void> {
  await page.goto('/#batch');
  await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
}

async function setLevels(page: Page): Promise<void> {
  await page.getByLabel('Smile', { exact: true }).check();
  await page.getByLabel('Age', { exact: true }).check();
}

const folders: string[] = [];
test.afterAll(async () => { for (const folder of folders) await rm(folder, { recursive: true, force: true }); });

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mien-batch-'));
  folders.push(folder);
  return folder;
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

/** Saves the recipe as a person would, to a file that the command line can read. */
async function saveRecipe(page: Page): Promise<string> {
  await page.evaluate(() => { Object.assign(window, { showSaveFilePicker: undefined }); });
  const download = page.waitForEvent('download');
  await page.getByLabel('Batch settings').getByRole('button', { name: 'Save', exact: true }).click();
  return (await download).path();
}

/** What axe finds wrong with the page, in the light and in the dark. */
async function axeProblems(page: Page): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    problems.push(...(await new AxeBuilder({ page }).analyze()).violations.map((v) => `${colorScheme}: ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`));
  }
  return problems;
}

async function folderOf(count: number, withBad: boolean): Promise<string> {
  const folder = await newFolder();
  await writeGoodFiles(folder, count);
  if (withBad) for (const { path, bytes } of await badFiles()) await writeInto(folder, path, bytes);
  return folder;
}

test(`${FILES} files to a zip, reloaded in the middle: bad ones say why, nothing is rendered twice`, async ({ page }) => {
  test.setTimeout(240_000);
  const folder = await folderOf(FILES - BAD, true);
  const renders = await countRenders(page);
  await openBatch(page);
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await expect(page.getByText(`${FILES} pictures`).first()).toBeVisible();
  await expect(page.getByText('Every picture is taken whole')).toBeVisible();
  await setLevels(page);
  const recipe = await saveRecipe(page);
  await page.getByRole('button', { name: `Edit ${FILES} pictures` }).click();
  await expect.poll(async () => (await journal(page)).filter(({ state }) => state.kind === 'done').length, { timeout: 120_000 }).toBeGreaterThan(FILES / 4);
  await page.reload();

  // The browser keeps no handle of files from an input: the folder is asked for again, and matched file by file.
  await expect(page.getByText('again to go on where it stopped')).toBeVisible({ timeout: 60_000 });
  const before = (await journal(page)).filter(({ state }) => state.kind === 'done').map(({ item }) => item.path);
  const rendered = new Map(renders);
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 180_000 });
  await expect(page.getByRole('main').getByText(`${FILES - BAD} of ${FILES} done`)).toBeVisible();
  for (const path of before) expect(renders.get(path), path).toBe(rendered.get(path));

  const rows = await journal(page);
  const reasons = Object.fromEntries(rows.filter(({ state }) => state.kind === 'failed').map(({ item, state }) => [item.path, state.reason?.code]));
  expect(reasons).toEqual(Object.fromEntries((await badFiles()).map(({ path, code }) => [path, code])));
  for (const { state } of rows) if (state.reason) expect(state.reason.message).toMatch(/^Expected .+ but received /);

  await page.evaluate(() => { Object.assign(window, { showSaveFilePicker: undefined }); });
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save zip' }).click();
  const files = unzipSync(new Uint8Array(await readFile(await (await download).path())));
  const done = rows.filter(({ state }) => state.kind === 'done');
  expect(Object.keys(files).sort()).toEqual(done.map(({ item }) => item.output).sort());
  for (const { item } of done) {
    const [input, output] = [await sharp(join(folder, item.path)).metadata(), await sharp(files[item.output]).stats()];
    expect((await sharp(files[item.output]).metadata()).width, item.path).toBe(input.width);
    expect(output.entropy, item.path).toBeGreaterThan(2);
  }

  // The command line, given the recipe that the app saved and the same PNG files, makes the same samples of them.
  const names = done.map(({ item }) => item).filter(({ path }) => /^[^/]+\.png$/.test(path)).slice(0, 8);
  const [input, output] = [await newFolder(), await newFolder()];
  for (const { path } of names) await copyFile(join(folder, path), join(input, path));
  expect(await mien('batch', input, output, '--recipe', recipe)).toMatchObject({ status: 0 });
  for (const { path, output: name } of names) {
    const [source, ours, theirs] = await Promise.all([join(input, path), files[name]!, join(output, name)].map((file) => sharp(file).removeAlpha().raw().toBuffer()));
    expect(largestDifference(ours!, theirs!), path).toBeLessThanOrEqual(2);
    expect(largestDifference(ours!, source!), path).toBeGreaterThan(20);
  }
});

test('a folder in, a folder out: reloaded, it goes on by itself; an original is never a place to write to', async ({ page }) => {
  await page.addInitScript(() => {
    // The browser's own storage has the same handles as folders of the disk, and a page may choose there without a dialog.
    Object.assign(window, {
      showDirectoryPicker: async ({ mode }: { mode: string }) => (await navigator.storage.getDirectory()).getDirectoryHandle((window as { pick?: string }).pick ?? (mode === 'read' ? 'in' : 'out'), { create: true }),
    });
  });
  const folder = await folderOf(30, false);
  await openBatch(page);
  const good = await Promise.all(Array.from({ length: 30 }, async (_, i) => {
    const name = `face-${String(i).padStart(4, '0')}.${['png', 'jpg', 'webp'][i % 3]!}`;
    return { name, data: (await readFile(join(folder, `${i % 5 === 0 ? 'sub/' : ''}${name}`))).toString('base64') };
  }));
  await page.evaluate(async (files) => {
    const input = await (await navigator.storage.getDirectory()).getDirectoryHandle('in', { create: true });
    for (const { name, data } of files) {
      const writable = await (await input.getFileHandle(name, { create: true })).createWritable();
      await writable.write(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
      await writable.close();
    }
  }, good);
  await page.getByRole('complementary').getByRole('button', { name: 'Choose folder' }).click();
  await expect(page.getByText('30 pictures').first()).toBeVisible();
  await setLevels(page);
  await page.evaluate(() => { Object.assign(window, { pick: 'in' }); });
  await page.getByRole('radio', { name: 'A folder' }).click();
  await expect(page.getByRole('alert')).toContainText('other than the folder of the originals');
  await page.evaluate(() => { Object.assign(window, { pick: undefined }); });
  await page.getByRole('radio', { name: 'A folder' }).click();
  await page.getByRole('button', { name: 'Edit 30 pictures' }).click();
  await expect.poll(async () => (await journal(page)).filter(({ state }) => state.kind === 'done').length, { timeout: 60_000 }).toBeGreaterThan(3);
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 90_000 });
  await expect(page.getByRole('main').getByText('30 of 30 done')).toBeVisible();
  const names = await page.evaluate(async () => {
    const out = await (await navigator.storage.getDirectory()).getDirectoryHandle('out');
    const list: string[] = [];
    for await (const name of out.keys()) list.push(name);
    return list;
  });
  expect(names).toHaveLength(30);

  // The same again into the same folder: what is there is not replaced.
  await page.getByRole('button', { name: 'New batch' }).click();
  await page.getByRole('button', { name: 'Edit 30 pictures' }).click();
  await expect(page.getByRole('main').getByText('30 failed')).toBeVisible({ timeout: 60_000 });
  expect((await journal(page)).every(({ state }) => state.reason?.code === 'output-exists')).toBe(true);

  // Gone under the run: the rows that it hit say so, and the others wait for the folder instead of failing one by one.
  await page.evaluate(async () => { await (await navigator.storage.getDirectory()).removeEntry('out', { recursive: true }); });
  await page.getByRole('button', { name: 'Retry failed' }).click();
  await expect(page.getByRole('heading', { name: 'Paused' })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('alert')).toContainText('no longer there');
  const codes = (await journal(page)).map(({ state }) => state.reason?.code ?? state.kind);
  expect(new Set(codes)).toEqual(new Set(['sink-gone', 'waiting']));
  expect(codes.filter((code) => code === 'waiting').length).toBeGreaterThan(20);
});

test('try six, pause, skip, go on and cancel; axe finds nothing before and in a run', async ({ page }) => {
  const folder = await folderOf(60, false);
  await openBatch(page);
  await page.getByLabel('Folder of pictures').setInputFiles(folder);
  await setLevels(page);
  await page.getByRole('button', { name: 'Try 6 of them' }).click();
  await expect(page.getByRole('heading', { name: 'Trial' })).toBeVisible({ timeout: 60_000 });
  const tiles = page.getByRole('list', { name: 'Results' }).getByRole('listitem');
  await expect(tiles).toHaveCount(6);
  await expect.poll(() => tiles.first().locator('canvas').last().evaluate((canvas: HTMLCanvasElement) => canvas.height)).toBeGreaterThan(90);
  await tiles.first().click();
  await expect(page.getByRole('dialog').getByRole('img', { name: 'After' })).toBeVisible();
  await page.keyboard.press('Escape');
  expect(await axeProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Edit 60 pictures' }).click();
  await page.getByRole('button', { name: 'Pause' }).click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: 'Paused' })).toBeVisible();
  const { length: done } = (await journal(page)).filter(({ state }) => state.kind === 'done');
  expect(done).toBeLessThan(60);
  await page.getByRole('radio', { name: 'Grid' }).click();
  // Only what is in sight exists.
  await expect(tiles.nth(5)).toBeVisible();
  expect(await tiles.count()).toBeLessThan(50);
  await page.getByRole('radio', { name: 'List' }).click();
  const waiting = page.getByRole('row').filter({ hasText: 'Waiting' }).first();
  await waiting.hover();
  await waiting.getByRole('button', { name: 'Leave out' }).click();
  await expect(page.getByRole('main').getByText('1 left out')).toBeVisible();
  expect(await axeProblems(page)).toEqual([]);
  await page.getByRole('row').filter({ hasText: 'Done' }).first().getByRole('button').first().click();
  await expect(page.getByRole('dialog').getByRole('img', { name: 'After' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('heading', { name: 'Running' })).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 30_000 });
  const rows = await journal(page);
  expect(new Set(rows.map(({ state }) => state.kind))).toEqual(new Set(['done', 'skipped']));
  await expect(page.getByRole('button', { name: 'Save zip' })).toBeVisible();
});
