import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import exifr from 'exifr';
import sharp from 'sharp';
import { withJpegMetadata } from '../../src/picture/jpeg-file.ts';
import { exifBlock } from '../support/exif-builder.ts';
import { deepNoisePicture } from '../support/pictures.ts';
import { sharedEditor, type EditorPage } from './editor-page.ts';
import { test } from './one-thread.ts';

const shared = sharedEditor();

/** Nobody is in these pictures: a frame is put on them by hand. */
async function addFace(editor: EditorPage): Promise<void> {
  await editor.ready();
  await editor.page.getByRole('button', { name: 'Add face' }).press('Enter');
  await editor.analysed();
}

test('a HEIC picture opens by a decoder that is fetched only then', async () => {
  const editor = shared();
  const { page } = editor;
  const fetched: string[] = [];
  page.on('request', (request) => { fetched.push(request.url()); });
  await editor.openSampleAs('before.webp');
  expect(fetched.filter((url) => url.includes('libheif'))).toEqual([]);
  await editor.openFile('photo.heic', await readFile('tests/fixtures/pictures/gradient-p3.heic'), 'image/heic');
  await expect(page.getByText('96 × 64').first()).toBeVisible();
  await addFace(editor);
  const { bytes } = await editor.save('PNG');
  const { width, height, icc } = await sharp(bytes).metadata();
  expect({ width, height, hasProfile: icc !== undefined }).toEqual({ width: 96, height: 64, hasProfile: true });
  expect(editor.errors).toEqual([]);
});

test('a 16-bit PNG with alpha comes back sample by sample', async () => {
  const editor = shared();
  const { data } = deepNoisePicture(90, 70, 8);
  for (let i = 3; i < data.length; i += 4) data[i] = data[i - 1]!;
  const png = await sharp(data, { raw: { width: 90, height: 70, channels: 4 } }).toColourspace('rgb16').png().toBuffer();
  await editor.openFile('deep.png', png);
  await expect(editor.page.getByText('90 × 70').first()).toBeVisible();
  await addFace(editor);
  const { bytes } = await editor.save('PNG');
  const read = await sharp(bytes).toColourspace('rgb16').raw({ depth: 'ushort' }).toBuffer();
  expect(Buffer.compare(read, Buffer.from(data.buffer))).toBe(0);
});

test('camera data are kept, the place goes when its switch is off', async () => {
  const editor = shared();
  const { page } = editor;
  const plain = new Uint8Array(await sharp({ create: { width: 120, height: 90, channels: 3, background: '#a86' } }).jpeg().toBuffer());
  const placed = withJpegMetadata(plain, { exif: exifBlock({ isLittle: true, orientation: 6, widthPx: 120, heightPx: 90 }) });
  await editor.openFile('placed.jpg', Buffer.from(await placed.arrayBuffer()), 'image/jpeg');
  await expect(page.getByText('90 × 120').first()).toBeVisible();
  await addFace(editor);
  await editor.setLevel('Smile', 100);
  const read = async (bytes: Buffer): Promise<Record<string, unknown>> => (await exifr.parse(bytes, { tiff: true, gps: true, xmp: true, translateValues: false })) as Record<string, unknown>;
  const kept = await read((await editor.save('JPEG')).bytes);
  expect(kept).toMatchObject({ Make: 'Mien Works', Orientation: 1 });
  expect(kept['latitude']).toBeDefined();
  expect(String(kept['DigitalSourceType'])).toContain('compositeWithTrainedAlgorithmicMedia');
  await page.getByRole('button', { name: /^Save/ }).first().click();
  await page.getByRole('switch', { name: 'Keep location' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  const bare = await read(await readFile(await (await download).path()));
  expect(bare).toMatchObject({ Make: 'Mien Works' });
  expect(bare['latitude']).toBeUndefined();
});
