import { expect, test } from '@playwright/test';
import { zipSync } from 'fflate';
import { drawnScene } from '../support/drawn-scenes.ts';
import { makeTinyBundle } from '../support/tiny-bundle.ts';
import { unionShare } from '../support/union-share.ts';
import { EditorPage } from './editor-page.ts';

test('a model for drawings frames every drawn face of a picture, and one is edited where it lies', async ({ page }) => {
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  const { files } = await makeTinyBundle();
  const zip = zipSync({ 'README.md': Buffer.from('# Tiny'), ...Object.fromEntries(files) }, { level: 0 });
  await page.getByLabel('Picture to open').setInputFiles({ name: 'tiny.zip', mimeType: 'application/zip', buffer: Buffer.from(zip) });
  await page.getByRole('dialog').getByRole('button', { name: 'Use it' }).click();
  const { png, faces } = await drawnScene(1400, 900, 5, [{ sidePx: 300, xPx: 400, yPx: 450, degrees: -8 }, { sidePx: 120, xPx: 1050, yPx: 300, degrees: 10 }]);
  await editor.openFile('drawing.png', png);
  await editor.analysed();
  const squares = await editor.squares();
  expect(squares).toHaveLength(faces.length);
  for (const face of faces) expect(Math.max(...squares.map((square) => unionShare(square, face)))).toBeGreaterThan(0.5);
  const before = await editor.shot();
  await editor.setLevel('Smile', 100);
  expect(Buffer.compare(await editor.shot(), before)).not.toBe(0);
  expect(editor.errors).toEqual([]);
});
