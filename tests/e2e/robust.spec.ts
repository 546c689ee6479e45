import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { faceOnGround, meanDifference } from '../support/measure.ts';
import { EditorPage, sharedEditor } from './editor-page.ts';
import { test } from './one-thread.ts';

const shared = sharedEditor();

test('a slider dragged wildly for ten seconds: no deadlock, and the last frame is that of the last level', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('dragged.webp');
  const box = await editor.slider('Smile').boundingBox();
  if (!box) throw new Error('no slider');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  const started = Date.now();
  let moves = 0;
  while (Date.now() - started < 10_000) await page.mouse.move(x + 130 * Math.sin(moves++ * 1.7), y);
  await page.mouse.move(x + 91, y);
  await page.mouse.up();
  await editor.settled();
  const last = await editor.shot();
  const percent = Number(await editor.slider('Smile').getAttribute('aria-valuenow'));
  console.log(`${moves} moves in ten seconds, revision ${await editor.revision()}, ended at ${percent} %`);
  expect(percent).toBeGreaterThan(10);
  await editor.setLevel('Smile', 0);
  expect(await meanDifference(await editor.shot(), last)).toBeGreaterThan(0.1);
  await editor.setLevel('Smile', percent);
  expect(await meanDifference(await editor.shot(), last)).toBeLessThan(0.02);
  expect(editor.errors).toEqual([]);
});

test('a picture replaced mid-render shows the new one, unedited', async () => {
  const editor = shared();
  const second = await faceOnGround('average-woman');
  await editor.openNew('second.png', second);
  const expected = await editor.shot();
  await editor.openNew('first.png', await faceOnGround('average-man'));
  await editor.end('Smile', 1).click();
  await editor.end('Gender', 1).click();
  await editor.openNew('second.png', second);
  await editor.settled();
  expect(await meanDifference(await editor.shot(), expected)).toBeLessThan(0.02);
});

test('the worker killed: it says so, the edit survives and goes on', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('killed.webp');
  await editor.setLevel('Smile', 100);
  const before = await editor.shot();
  const engine = page.workers().find((worker) => /\/engine-worker-[^/]*$/.test(worker.url()));
  if (!engine) throw new Error('no engine worker among ' + page.workers().map((w) => w.url()).join(' '));
  await engine.evaluate(() => { self.close(); }).catch(() => undefined);
  await editor.notice(/started again/i);
  await expect(editor.end('Smile', 1)).toBeChecked();
  await editor.settled();
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
  await editor.setLevel('Smile', 0);
  await editor.setLevel('Smile', 100);
  expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
});

test('bad files: each its own message, the open edit untouched, and a good file opens afterwards', async () => {
  const editor = shared();
  const { page } = editor;
  await editor.openSampleAs('open.webp');
  await editor.setLevel('Smile', 100);
  const before = await editor.shot();
  const cases: readonly (readonly [string, Buffer, string, RegExp])[] = [
    ['empty.jpg', Buffer.alloc(0), 'image/jpeg', /The file is empty/],
    ['letter.jpg', Buffer.from('Dear Sir or Madam'), 'image/jpeg', /ends in \.jpg but holds no picture/],
    ['half.png', (await faceOnGround('average-man')).subarray(0, 40), 'image/png', /ends in \.png but holds no picture/],
  ];
  for (const [name, bytes, type, message] of cases) {
    await editor.openFile(name, bytes, type);
    await editor.notice(message);
    await expect(editor.end('Smile', 1)).toBeChecked();
  }
  for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click({ timeout: 2000 }).catch(() => undefined);
  await editor.settled();
  expect(await meanDifference(await editor.shot(), before)).toBeLessThan(0.02);
  await editor.openNew('good.png', await faceOnGround('average-woman'));
});

test.describe('a broken model', () => {
  test('corrupt: the file is named, the picture stays, and loading again works once it is mended', async ({ page }) => {
    const editor = new EditorPage(page);
    const bytes = await readFile('models/faces/decoder.onnx');
    bytes[1000]! ^= 1;
    await page.route('**/decoder.onnx', (route) => route.fulfill({ body: bytes, contentType: 'application/octet-stream' }));
    await editor.open();
    await editor.notice(/A file of the model is damaged/);
    await editor.details(/decoder\.onnx.*SHA-256|SHA-256.*decoder\.onnx/);
    await page.getByRole('button', { name: 'Try the average man' }).click();
    await expect(page.getByText('average-man.webp').first()).toBeVisible();
    await page.unroute('**/decoder.onnx');
    await page.getByRole('button', { name: 'Load the model' }).click();
    await editor.analysed();
    await editor.setLevel('Smile', 100);
  });

  test('a missing file: it is named', async ({ page }) => {
    const editor = new EditorPage(page);
    await page.route('**/content-encoder.onnx', (route) => route.fulfill({ status: 404 }));
    await editor.open();
    await editor.notice(/A file of the model is missing/);
    await editor.details(/content-encoder\.onnx.*404/);
  });

  test('a missing manifest on a host that answers everything with its page: said to be a web page', async ({ page }) => {
    const editor = new EditorPage(page);
    await page.route('**/manifest.json', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await editor.open();
    await editor.details(/manifest\.json.*web page/);
  });
});
