import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { meanDifference } from '../support/measure.ts';
import { writeGoodFiles } from './batch-files.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

type EngineWorker = ReturnType<Page['workers']>[number];

function engineOf(page: Page): EngineWorker {
  const engine = page.workers().find((worker) => /\/engine-worker-[^/]*$/.test(worker.url()));
  if (!engine) throw new Error(`no engine worker among ${page.workers().map((worker) => worker.url()).join(' ')}`);
  return engine;
}

/** An editor with an edit, on a clock that the test can move. */
async function edited(page: Page): Promise<{ readonly editor: EditorPage; readonly shot: Buffer }> {
  await page.clock.install();
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  await editor.setLevel('Smile', 100);
  return { editor, shot: await editor.shot() };
}

async function ask(editor: EditorPage, percent: number): Promise<void> {
  const field = editor.page.getByLabel('Smile, percent');
  await field.fill(String(percent));
  await field.press('Enter');
}

test('the engine hangs: after a minute of silence another one takes its place, and the edit is kept', async ({ page }) => {
  const { editor, shot } = await edited(page);
  void engineOf(page).evaluate(() => { for (;;); }).catch(() => undefined);
  await ask(editor, 0);
  await ask(editor, 100);
  // A deadline is waited for in pieces, so that a sleeping machine does not use it up at once.
  for (let piece = 0; piece < 4; piece++) await page.clock.fastForward(15_000);
  await editor.notice(/started again.*Your edit is kept/);
  await editor.settled();
  await expect(editor.end('Smile', 1)).toBeChecked();
  for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click({ timeout: 2000 }).catch(() => undefined);
  expect(await meanDifference(await editor.shot(), shot)).toBeLessThan(0.02);
});

test('the machine sleeps for hours in the middle of an edit: nothing counts as hung, nothing is started again', async ({ page }) => {
  const { editor, shot } = await edited(page);
  // So long is the engine at something else that the answer is still out when the machine wakes.
  void engineOf(page).evaluate(() => { for (const end = performance.now() + 2500; performance.now() < end;); });
  await ask(editor, 0);
  await ask(editor, 100);
  await page.clock.fastForward('05:00:00');
  await editor.settled();
  expect(await meanDifference(await editor.shot(), shot)).toBeLessThan(0.02);
  await expect(page.getByText(/started again/)).toHaveCount(0);
});

test('the clock is set back and forth under a batch: every file is edited, and the zip can be read', async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), 'mien-clock-'));
  try {
    await writeGoodFiles(folder, 9);
    await page.addInitScript(() => {
      // 1969, 2107 and now: what a zip's dates cannot hold, and what they can.
      const [now, times] = [Date.now.bind(Date), [-86_400_000, 4_323_456_789_000, undefined]];
      let calls = 0;
      Date.now = () => times[calls++ % 3] ?? now();
      Object.assign(window, { showSaveFilePicker: undefined });
    });
    await page.goto('/#batch');
    await expect(page.getByRole('button', { name: 'From editor' })).toBeVisible({ timeout: 60_000 });
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: 'Edit 9 pictures' }).click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('main').getByText('9 of 9 done')).toBeVisible();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save zip' }).click();
    expect(Object.keys(unzipSync(new Uint8Array(await readFile(await (await download).path()))))).toHaveLength(9);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
