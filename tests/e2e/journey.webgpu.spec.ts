import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { compare, decode, faceOnGround } from '../support/measure.ts';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { EditorPage } from './editor-page.ts';

// The software adapter is right but slow: the tiny random model stands in for the real one, so only numbers are checked.
test('the journey on WebGPU: chosen by itself, edits inside the square only', async ({ page }) => {
  const { files, manifest } = await makeTinyBundle();
  const served = new Map(files);
  const real = JSON.parse(await readFile('models/faces/manifest.json', 'utf8')) as { id: string };
  served.set('manifest.json', new TextEncoder().encode(JSON.stringify({ ...manifest, id: real.id })));
  await page.route('**/models/faces/*', (route) => {
    const body = served.get(new URL(route.request().url()).pathname.split('/').at(-1) ?? '');
    return route.fulfill(body ? { body: Buffer.from(body), contentType: 'application/octet-stream' } : { status: 404 });
  });
  const editor = new EditorPage(page);
  await editor.open();
  const input = await faceOnGround('average-man');
  await editor.openFile('face.png', input);
  await editor.analysed();
  await expect(page.getByText('WebGPU').first()).toBeVisible();
  await editor.toggle('Smile').click();
  await editor.settled();
  const { bytes } = await editor.save();
  const { outside, changedInside } = compare(await decode(input), await decode(bytes), [await editor.square()]);
  expect(outside).toBe(0);
  expect(changedInside).toBeGreaterThan(1000);
  expect(editor.errors).toEqual([]);
});
