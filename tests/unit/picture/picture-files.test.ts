import { readFile } from 'node:fs/promises';
import { zlibSync } from 'fflate';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it, vi } from 'vitest';
import { withJpegMetadata } from '../../../src/picture/jpeg-file.ts';
import { DISPLAY_P3, describeColour } from '../../../src/picture/made-profile.ts';
import type { PictureMetadata } from '../../../src/picture/picture-file.ts';
import { encodePng } from '../../../src/picture/encode-png.ts';
import { readPictureFile } from '../../../src/picture/read-picture-file.ts';
import { withWebpMetadata } from '../../../src/picture/webp-file.ts';
import { exifBlock, XMP_WITH_PLACE } from '../../support/exif-builder.ts';
import { noisePicture } from '../../support/pictures.ts';

const metadata: PictureMetadata = {
  exif: exifBlock({ isLittle: false, orientation: 1, widthPx: 20, heightPx: 10 }), xmp: XMP_WITH_PLACE, icc: describeColour(DISPLAY_P3, 'srgb'),
};
const picture = noisePicture(20, 10, 2);
const plain = (): Sharp => sharp(picture.data, { raw: { width: 20, height: 10, channels: 4 } }).removeAlpha();
const bytesOf = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());

/** A profile too long for one JPEG segment. */
function longProfile(): Uint8Array<ArrayBuffer> {
  const icc = new Uint8Array(150_000);
  icc.set(describeColour(DISPLAY_P3, 'srgb'));
  new DataView(icc.buffer).setUint32(0, icc.length);
  for (let i = 10_000; i < icc.length; i++) icc[i] = i % 251;
  return icc;
}

const writers = {
  jpeg: async (m: PictureMetadata): Promise<Blob> => withJpegMetadata(new Uint8Array(await plain().jpeg().toBuffer()), m),
  'webp, lossy': async (m: PictureMetadata): Promise<Blob> => withWebpMetadata(new Uint8Array(await plain().webp().toBuffer()), m, 20, 10),
  'webp, lossless with alpha': async (m: PictureMetadata): Promise<Blob> => withWebpMetadata(new Uint8Array(await plain().ensureAlpha(0.5).webp({ lossless: true }).toBuffer()), m, 20, 10),
  png: (m: PictureMetadata): Promise<Blob> => encodePng(picture, m),
};

describe.each(Object.entries(writers))('metadata in %s', (_name, write) => {
  it('are read by libvips, and by us, as they were written', async () => {
    const bytes = await bytesOf(await write(metadata));
    const seen = await sharp(bytes).metadata();
    expect(seen).toMatchObject({ width: 20, height: 10, orientation: 1 });
    expect(new Uint8Array(seen.icc!)).toEqual(metadata.icc);
    expect(seen.xmp?.toString()).toBe(metadata.xmp);
    expect(Buffer.from(seen.exif!).includes(Buffer.from('Mien Works'))).toBe(true);
    expect(await readPictureFile(bytes)).toMatchObject(metadata);
    await expect(sharp(bytes).raw().toBuffer()).resolves.toBeDefined();
  });

  it('replace those that were there', async () => {
    const bytes = await bytesOf(await write(metadata));
    const isJpeg = bytes[0] === 0xff;
    if (isJpeg) expect(await readPictureFile(await bytesOf(withJpegMetadata(bytes, { xmp: 'new' })))).toMatchObject({ exif: undefined, icc: undefined, xmp: 'new' });
    const none = await sharp(await bytesOf(await write({}))).metadata();
    for (const key of ['exif', 'icc', 'xmp'] as const) expect(none[key]).toBeUndefined();
  });

  it('may hold a profile longer than a segment', async () => {
    const icc = longProfile();
    const bytes = await bytesOf(await write({ icc }));
    expect((await readPictureFile(bytes))?.icc).toEqual(icc);
    expect(new Uint8Array((await sharp(bytes).metadata()).icc!)).toEqual(icc);
  });
});

it('inflates one description of a PNG and no more, however many it has', async () => {
  const png = await bytesOf(await encodePng(picture, {}));
  const packed = zlibSync(new Uint8Array(5 * 2 ** 20));
  const key = new TextEncoder().encode('XML:com.adobe.xmp\0\0');
  const body = Uint8Array.from([...new TextEncoder().encode('zTXt'), ...key, ...packed]);
  const chunk = Buffer.alloc(8 + body.length);
  chunk.writeUInt32BE(body.length - 4);
  chunk.set(body, 4);
  const afterHeader = 33;
  const many = new Uint8Array(Buffer.concat([png.subarray(0, afterHeader), ...Array.from({ length: 100 }, () => chunk), png.subarray(afterHeader)]));
  let count = 0;
  vi.stubGlobal('DecompressionStream', class extends DecompressionStream { constructor(format: CompressionFormat) { super(format); count++; } });
  try {
    expect(await readPictureFile(many)).toMatchObject({ format: 'png', xmp: undefined });
  } finally {
    vi.unstubAllGlobals();
  }
  expect(count).toBe(1);
});

it('puts a JPEG’s profile together by the parts’ numbers, in whatever order they lie', async () => {
  const icc = longProfile();
  const bytes = await bytesOf(await writers.jpeg({ icc }));
  const starts = [...bytes.keys()].filter((at) => bytes[at] === 0xff && bytes[at + 1] === 0xe2 && Buffer.from(bytes.subarray(at + 4, at + 15)).toString() === 'ICC_PROFILE');
  const ends = starts.map((at) => at + 2 + new DataView(bytes.buffer).getUint16(at + 2));
  expect(starts).toHaveLength(3);
  const parts = starts.map((at, i) => bytes.slice(at, ends[i]));
  const shuffled = new Uint8Array(Buffer.concat([bytes.slice(0, starts[0]), parts[2]!, parts[0]!, parts[1]!, bytes.slice(ends[2])]));
  expect((await readPictureFile(shuffled))?.icc).toEqual(icc);
});

describe('metadata of files that others wrote', () => {
  const exif = { IFD0: { Make: 'Other', Copyright: 'Ada' } };

  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('%s', async (format) => {
    const bytes = new Uint8Array(await plain().withExif(exif).withXmp(XMP_WITH_PLACE).withIccProfile('p3').toFormat(format).toBuffer());
    const file = await readPictureFile(bytes);
    expect(file).toMatchObject({ format, xmp: XMP_WITH_PLACE });
    expect(Buffer.from(file!.exif!).includes(Buffer.from('Other'))).toBe(true);
    expect(['II', 'MM']).toContain(Buffer.from(file!.exif!).toString('latin1', 0, 2));
    expect(file!.icc).toEqual(new Uint8Array((await sharp(bytes).metadata()).icc!));
  });

  it('HEIC: its profile', async () => {
    const file = await readPictureFile(new Uint8Array(await readFile('tests/fixtures/pictures/gradient-p3.heic')));
    expect(file).toMatchObject({ format: 'heic', icc: describeColour(DISPLAY_P3, 'srgb') });
    expect((await readPictureFile(new Uint8Array(await readFile('tests/fixtures/pictures/gradient.heic'))))?.icc).toBeUndefined();
  });

  it('GIF and WebP: whether they move', async () => {
    const two = sharp(Buffer.from([...picture.data, ...picture.data.map((v) => 255 - v)]), { raw: { width: 20, height: 20, channels: 4, pageHeight: 10 } });
    for (const format of ['gif', 'webp'] as const) {
      expect(await readPictureFile(new Uint8Array(await two.clone().toFormat(format).toBuffer()))).toMatchObject({ format, isAnimated: true });
      expect(await readPictureFile(new Uint8Array(await plain().toFormat(format).toBuffer()))).toMatchObject({ format, isAnimated: false });
    }
  });
});

describe('broken files', () => {
  it('never throw, cut or scrambled anywhere', async () => {
    const files = await Promise.all([...Object.values(writers).map(async (write) => bytesOf(await write(metadata))), readFile('tests/fixtures/pictures/gradient-p3.heic').then((b) => new Uint8Array(b)), plain().gif().toBuffer().then((b) => new Uint8Array(b))]);
    for (const bytes of files) {
      for (let at = 0; at < Math.min(bytes.length, 900); at += 3) {
        await expect(readPictureFile(bytes.slice(0, at))).resolves.not.toThrow();
        const scrambled = bytes.slice();
        scrambled[at] = scrambled[at]! ^ 0xff;
        await expect(readPictureFile(scrambled)).resolves.not.toThrow();
      }
    }
  });
});
