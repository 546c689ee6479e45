import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { faceOnGround, meanDifference } from '../support/measure.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

const dialog = (page: Page) => page.getByRole('dialog');

async function importEight(page: Page): Promise<void> {
  await page.getByLabel('Picture to open').setInputFiles({ name: 'eight.pt', mimeType: 'application/octet-stream', buffer: await readFile('tests/fixtures/tiny-l2m/eight.pt') });
  await expect(dialog(page)).toContainText('64 × 64 px');
}

test('two tabs edit beside each other; one deletes the model that the other uses: that one goes on, and says so when it needs the files', async ({ page }) => {
  const [first, second] = [new EditorPage(page), new EditorPage(await page.context().newPage())];
  for (const editor of [first, second]) await editor.open();
  await first.openSample();
  await second.openFile('woman.png', await faceOnGround('average-woman'));
  await second.analysed();
  const untouched = await second.shot();
  await first.setLevel('Smile', 100);
  await second.settled();
  expect(await meanDifference(await second.shot(), untouched)).toBeLessThan(0.02);

  // Both take in the same file under the same name: the second is told, and neither spoils the other's.
  for (const { page: tab } of [first, second]) await importEight(tab);
  await dialog(first.page).getByRole('button', { name: 'Import' }).click();
  await first.notice(/is imported and in use/);
  await dialog(second.page).getByRole('button', { name: 'Import' }).click();
  await expect(dialog(second.page)).toContainText(/stored already|is taken|there already/);
  await dialog(second.page).getByRole('button', { name: /Cancel|Close/ }).last().click();
  await expect(first.end('Smile', 1)).toBeEnabled({ timeout: 60_000 }).catch(() => undefined);

  await second.page.getByRole('button', { name: /^Model:/ }).click();
  await second.page.getByRole('menuitem', { name: 'Manage models…' }).click();
  await dialog(second.page).getByRole('button', { name: /Eight/ }).click();
  await dialog(second.page).getByRole('button', { name: 'Delete…' }).click();
  await dialog(second.page).getByRole('button', { name: 'Delete', exact: true }).click();
  await second.notice(/Deleted “Eight”/);

  await first.settled();
  const slider = page.getByLabel(/, percent$/).first();
  await slider.fill('100');
  await slider.press('Enter');
  await first.settled();
  const engine = page.workers().find((worker) => /\/engine-worker-[^/]*$/.test(worker.url()));
  await engine?.evaluate(() => { self.close(); }).catch(() => undefined);
  await first.notice(/Import it again/);
  await expect(page.getByText('average-man.webp').first()).toBeVisible();
  expect([...first.errors, ...second.errors]).toEqual([]);
});
