import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { compare, decode, faceOnGround } from '../support/measure.ts';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { EditorPage } from './editor-page.ts';

/** Runs in the engine's worker before its own script: keeps the devices, so that they can be lost. */
const KEEP_DEVICES = `{
  const ask = GPUAdapter.prototype.requestDevice;
  self.devices = [];
  GPUAdapter.prototype.requestDevice = async function (...options) { const device = await ask.apply(this, options); self.devices.push(device); return device; };
}`;

// The software adapter is right but slow: the tiny random model stands in for the real one, so only numbers are checked.
test('the journey on WebGPU: chosen by itself, edits inside the square only, and goes on where the device is lost', async ({ page }) => {
  const { files, manifest } = await makeTinyBundle();
  const served = new Map(files);
  const real = JSON.parse(await readFile('models/faces/manifest.json', 'utf8')) as { id: string };
  served.set('manifest.json', new TextEncoder().encode(JSON.stringify({ ...manifest, id: real.id })));
  await page.route('**/models/faces/*', (route) => {
    const body = served.get(new URL(route.request().url()).pathname.split('/').at(-1) ?? '');
    return route.fulfill(body ? { body: Buffer.from(body), contentType: 'application/octet-stream' } : { status: 404 });
  });
  await page.route(/\/engine-worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${KEEP_DEVICES}\n${await response.text()}` });
  });
  const editor = new EditorPage(page);
  await editor.open();
  const input = await faceOnGround('average-man');
  await editor.openFile('face.png', input);
  await editor.analysed();
  await expect(page.getByText('WebGPU').first()).toBeVisible();
  await editor.end('Smile', 1).click();
  await editor.settled();
  const { bytes } = await editor.save();
  const { outside, changedInside } = compare(await decode(input), await decode(bytes), [await editor.square()]);
  expect(outside).toBe(0);
  expect(changedInside).toBeGreaterThan(1000);

  const engine = page.workers().find((worker) => /\/engine-worker-[^/]*$/.test(worker.url()));
  await engine!.evaluate(() => { for (const device of (self as unknown as { devices: GPUDevice[] }).devices) device.destroy(); });
  await editor.end('Gender', 1).click();
  await editor.notice(/Now running on WebAssembly/);
  await editor.settled();
  await expect(editor.end('Smile', 1)).toBeChecked();
  await expect(editor.end('Gender', 1)).toBeChecked();
  const saved = await editor.save();
  const after = compare(await decode(input), await decode(saved.bytes), [await editor.square()]);
  expect([after.outside, after.changedInside > 1000]).toEqual([0, true]);
  expect(editor.errors).toEqual([]);
});
