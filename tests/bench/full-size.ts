import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import type { EditorPage } from '../e2e/editor-page.ts';

const CHECKPOINT = 'test-results/full-size.ckpt';
/** A conversion and the first look at a face take so long on a busy machine. */
const PATIENCE_MS = 300_000;

/** A checkpoint of the published layout at full widths with random weights, made once; needs Python with torch. */
export function fullSizeCheckpoint(): string {
  mkdirSync('test-results', { recursive: true });
  if (!existsSync(CHECKPOINT)) spawnSync('python3', ['tests/fixtures/make_full_width.py', CHECKPOINT], { stdio: 'inherit' });
  return CHECKPOINT;
}

/** Imports the checkpoint in the editor and uses it. */
export async function importFullSize({ page }: EditorPage, checkpoint: string): Promise<void> {
  await page.getByLabel('Picture to open').setInputFiles(checkpoint);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').waitFor();
  // Its attributes have no names, without which nothing is imported.
  for (const [i, field] of (await dialog.getByLabel(/^Attribute \d+, (name|off|on)$/).all()).entries()) {
    if (await field.inputValue() === '') await field.fill(`name ${i}`);
  }
  await dialog.getByRole('button', { name: 'Import' }).click();
  await page.getByText(/is imported and in use/).first().waitFor({ timeout: PATIENCE_MS });
}

/** Says what the face is, as a model without a classifier asks; resolves with the attribute's title. */
export async function tellSource({ page }: EditorPage): Promise<string> {
  const region = page.getByRole('region').filter({ has: page.getByRole('group', { name: /^Is this face/ }) }).first();
  const title = await region.getAttribute('aria-label', { timeout: PATIENCE_MS }) ?? '';
  await region.getByRole('group').getByRole('button').first().click({ timeout: PATIENCE_MS });
  return title;
}
