import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { chromium, expect } from '@playwright/test';
import { join } from 'node:path';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';

/** What a folder of drawings took from drop to results, in the built app on a fresh page. */
export interface DrawingsRun {
  readonly pictures: number;
  /** From the folder's choice until the app has told what they are and proposes a model. */
  readonly proposedAfterSeconds: number;
  /** From the press of Edit to the last file. */
  readonly editedInSeconds: number;
}

/** Gives a folder to the app, lets it choose the model, turns every mouth over, and waits for the end. */
export async function timeDrawings(url: string, folder: string): Promise<DrawingsRun> {
  const profile = await mkdtemp(join(tmpdir(), 'mien-bench-'));
  const browser = await chromium.launchPersistentContext(profile, { executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS], viewport: { width: 1440, height: 900 } });
  try {
    const page = await browser.newPage();
    await page.goto(`${url}#batch`);
    const givenMs = performance.now();
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    const settings = page.getByLabel('Batch settings');
    await expect(settings.getByText(/are drawings, so the model is/)).toBeVisible({ timeout: 120_000 });
    const proposedAfterSeconds = (performance.now() - givenMs) / 1000;
    await settings.getByRole('checkbox', { name: 'Mouth', exact: true }).check();
    await settings.getByRole('radio', { name: 'Flip each' }).click();
    const start = page.getByRole('button', { name: /^Edit \d+ pictures/ });
    const pictures = Number(/\d+/.exec(await start.innerText())?.[0]);
    const startMs = performance.now();
    await start.click();
    await expect(page.getByRole('heading', { name: 'Finished' })).toBeVisible({ timeout: 300_000 });
    const editedInSeconds = (performance.now() - startMs) / 1000;
    await expect(page.getByText(`${pictures} of ${pictures} done`, { exact: true })).toBeVisible();
    return { pictures, proposedAfterSeconds, editedInSeconds };
  } finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  }
}
