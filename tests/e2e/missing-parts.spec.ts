import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { testPicture } from '../support/mien.ts';
import { EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

/** What comes in the place of a file: nothing, or the app's page, as single-page hosts answer. */
const ANSWERS = ['nothing', 'a page'] as const;

/** Every request whose address matches gets that answer, until the returned function is called. */
async function misserve(page: Page, file: RegExp, answer: (typeof ANSWERS)[number]): Promise<() => Promise<void>> {
  await page.context().route(file, (route) => (answer === 'nothing' ? route.abort('internetdisconnected') : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' })));
  return () => page.context().unroute(file);
}

/** A 16-bit PNG, which takes a decoder of its own. */
async function deepPng(): Promise<Buffer> {
  return testPicture(1, 64).toColourspace('rgb16').png().toBuffer();
}

// In the order in which they are needed; each stops everything after it.
const ENGINE_PARTS = [
  ['the engine', /engine-worker-[^/]*\.js/, /Expected to load the engine of this app/],
  ['the runtime’s script', /ort\.wasm\.min-[^/]*\.js/, /Expected to load the runtime of this app/],
  ['the runtime’s module', /ort-wasm-simd-threaded-[^/]*\.mjs/, /Expected to load the runtime of this app/],
  ['the runtime’s WebAssembly', /ort-wasm-simd-threaded-[^/]*\.wasm/, /Expected to load the runtime of this app/],
  ['a model’s graph', /models\/faces\/decoder\.onnx/, /decoder\.onnx/],
] as const;

for (const answer of ANSWERS) {
  test(`${answer} in the place of the engine’s parts: each is named, the picture opens, and loading again works`, async ({ page }) => {
    test.setTimeout(180_000);
    const editor = new EditorPage(page);
    for (const [name, file, message] of ENGINE_PARTS) {
      await test.step(name, async () => {
        const mend = await misserve(page, file, answer);
        await editor.open();
        await editor.details(message);
        await mend();
        await page.getByRole('button', { name: 'Load the model' }).click();
        // An engine that died too often rests for ten seconds.
        await expect(async () => {
          await page.getByRole('button', { name: 'Load the model' }).click({ timeout: 1000 }).catch(() => undefined);
          await expect(page.locator('[data-engine-state="ready"]')).toBeVisible({ timeout: 3000 });
        }).toPass({ timeout: 60_000 });
      });
    }
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    expect(editor.errors).toEqual([]);
  });

  test(`${answer} in the place of what is fetched when it is first needed: the edit stays, and everything comes when it is there`, async ({ page }) => {
    test.setTimeout(180_000);
    const editor = new EditorPage(page);
    const mendDialogs = await misserve(page, /\/Dialogs-[^/]*\.js/, answer);
    await editor.open();
    await editor.openSample();
    await editor.setLevel('Smile', 100);
    const noDialogs = page.getByRole('alert').filter({ hasText: 'The dialogs could not be loaded' });
    await page.getByRole('button', { name: 'Look inside' }).click();
    await expect(noDialogs).toContainText('Your edit is kept.');
    await editor.details('Expected to load the dialogs of this app but received');
    await noDialogs.getByRole('button', { name: 'Close' }).click();
    await expect(noDialogs).toHaveCount(0);
    await page.getByRole('button', { name: /^Save/ }).first().click();
    await noDialogs.getByRole('button', { name: 'Try again' }).click();
    await expect(noDialogs).toBeVisible();
    await mendDialogs();
    await noDialogs.getByRole('button', { name: 'Try again' }).click();
    await expect(page.getByRole('dialog', { name: 'Save' })).toBeVisible();
    await page.keyboard.press('Escape');

    const mend = await misserve(page, /\/(VariationsDialog|MarkdownText|library-worker|exact-worker|decode-png|decode-heic|libheif-bundle|BatchView)-[^/]*\.m?js|\/models\/faces\/README\.md/, answer);
    const dialog = page.getByRole('dialog');
    const openModels = async (): Promise<void> => {
      await page.getByRole('button', { name: /^Model:/ }).click();
      await page.getByRole('menuitem', { name: 'Manage models…' }).click();
    };
    const lost = 'of this app but received';

    await page.getByRole('button', { name: 'Variations' }).click();
    const noVariations = page.getByRole('alert').filter({ hasText: 'The variations could not be loaded' });
    await noVariations.getByRole('button', { name: 'Close' }).click();
    await openModels();
    await dialog.getByRole('button', { name: /^Faces/ }).click();
    await expect(dialog.getByText(/The model’s card is not there|A part of Mien that this needs could not be loaded/).first()).toBeVisible();
    await page.keyboard.press('Escape');
    await editor.openFile('model.pt', await readFile('tests/fixtures/tiny-l2m/eight.pt'), 'application/octet-stream');
    await expect(dialog.getByRole('alert')).toContainText(`Expected to load the converter ${lost}`);
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await editor.openFile('deep.png', await deepPng());
    await editor.notice(/deep\.png/);
    await editor.details(`Expected to load the PNG decoder ${lost}`);
    await editor.openFile('photo.heic', await readFile('tests/fixtures/pictures/gradient-p3.heic'), 'image/heic');
    await editor.notice(/photo\.heic/);
    await editor.details(`Expected to load the HEIC decoder ${lost}`);
    await page.getByRole('radio', { name: 'Batch' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'The batch page could not be loaded' })).toBeVisible();
    await page.getByRole('radio', { name: 'Editor' }).click();
    await expect(editor.end('Smile', 1)).toBeChecked();
    await expect(page.getByText('average-man.webp').first()).toBeVisible();

    await mend();
    await page.getByRole('button', { name: 'Variations' }).click();
    await page.getByRole('dialog', { name: 'Variations' }).getByRole('button', { name: 'Close' }).click();
    await expect(dialog).toHaveCount(0);
    await openModels();
    await dialog.getByRole('button', { name: /^Faces/ }).click();
    await expect(dialog).toContainText('It draws nothing');
    await page.keyboard.press('Escape');
    await editor.openFile('model.pt', await readFile('tests/fixtures/tiny-l2m/eight.pt'), 'application/octet-stream');
    await expect(dialog).toContainText('64 × 64 px');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    for (const [name, bytes, type] of [['deep.png', await deepPng(), 'image/png'], ['photo.heic', await readFile('tests/fixtures/pictures/gradient-p3.heic'), 'image/heic']] as const) {
      await editor.openFile(name, bytes, type);
      await expect(page.locator('main, header').getByText(name).first()).toBeVisible();
    }
    await page.getByRole('radio', { name: 'Batch' }).click();
    await expect(page.getByRole('heading', { name: 'Batch' })).toBeVisible();
    expect(editor.errors).toEqual([]);
  });
}

const FINDER_FILES = [/face-models\/tfjs-backend-wasm-simd\.wasm/, /face-models\/blazeface\.json/, /face-models\/facemesh\.bin/, /human-worker-[^/]*\.js/];

test('any file of the face finder missing, or a page in its place: nobody waits for ever, and trying again finds the face', async ({ context }) => {
  test.setTimeout(180_000);
  for (const [i, file] of FINDER_FILES.entries()) {
    // A tab of its own: a picture that is open comes back after a reload.
    const page = await context.newPage();
    const editor = new EditorPage(page);
    const mend = await misserve(page, file, ANSWERS[i % 2]!);
    await editor.open();
    await page.getByRole('button', { name: 'Try the average man' }).click();
    await editor.notice(/Could not look for faces/);
    await editor.details(/Expected to load the face.finder.* of this app/);
    await mend();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await editor.analysed();
    await page.close();
  }
});

test('the app’s own script missing: the page says what to do, instead of staying white', async ({ page }) => {
  await page.route(/\/assets\/index-[^/]*\.js/, (route) => route.abort('internetdisconnected'));
  await page.goto('/');
  await expect(page.getByRole('alert')).toContainText('check the connection and reload the page', { timeout: 10_000 });
});
