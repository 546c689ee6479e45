import { mkdir, readFile, writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { describeColour } from '../../src/picture/made-profile.ts';
import { withJpegMetadata } from '../../src/picture/jpeg-file.ts';
import { exifBlock, XMP_WITH_PLACE } from './exif-builder.ts';

/** A file that the browser tests open, and what must come of it. */
export interface PictureCase {
  readonly name: string;
  readonly file: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly depth: 8 | 16;
  /** Raw RGBA of the file's own colours, in little-endian samples. */
  readonly expected: string;
  /** Largest mean difference of samples, in 8-bit steps; 0 asks for every sample to be equal. */
  readonly meanSteps: number;
  /** A piece of the note that must be said; without one, none may be. */
  readonly note?: string;
  /** The colours go on in a profile of the file's own. */
  readonly hasProfile?: boolean;
}

export const WIDTH_PX = 96;
export const HEIGHT_PX = 64;
const AREA = WIDTH_PX * HEIGHT_PX;
const ADOBE_RGB = { white: [0.3127, 0.329], red: [0.64, 0.33], green: [0.21, 0.71], blue: [0.15, 0.06] } as const;
const raw = (channels: 1 | 2 | 3 | 4) => ({ raw: { width: WIDTH_PX, height: HEIGHT_PX, channels } });

/** A picture without any symmetry, vivid in one corner. RGBA. */
function samples(): Buffer {
  const out = Buffer.alloc(AREA * 4);
  for (let y = 0, i = 0; y < HEIGHT_PX; y++) {
    for (let x = 0; x < WIDTH_PX; x++, i += 4) {
      out[i] = 20 + (x * 230) / WIDTH_PX;
      out[i + 1] = 20 + (y * 200) / HEIGHT_PX;
      out[i + 2] = x < 30 && y < 20 ? 230 : 60;
      out[i + 3] = 255;
    }
  }
  return out;
}

/** Where a stored pixel comes from, so that turning it by the EXIF orientation gives the upright picture. */
function stored(upright: Buffer, orientation: number): { data: Buffer; width: number; height: number } {
  const isSwapped = orientation >= 5;
  const [width, height] = isSwapped ? [HEIGHT_PX, WIDTH_PX] : [WIDTH_PX, HEIGHT_PX];
  const data = Buffer.alloc(AREA * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      // The table of the EXIF specification: which side of the stored picture is the visual top, which the left.
      const upX = [x, WIDTH_PX - 1 - x, WIDTH_PX - 1 - x, x, y, WIDTH_PX - 1 - y, WIDTH_PX - 1 - y, y][orientation - 1]!;
      const upY = [y, y, HEIGHT_PX - 1 - y, HEIGHT_PX - 1 - y, x, x, HEIGHT_PX - 1 - x, HEIGHT_PX - 1 - x][orientation - 1]!;
      upright.copy(data, (y * width + x) * 4, (upY * WIDTH_PX + upX) * 4, (upY * WIDTH_PX + upX) * 4 + 4);
    }
  }
  return { data, width, height };
}

/** Bytes of a BMP: bottom row first, blue first, rows padded to four bytes. */
function bmp(rgba: Buffer): Buffer {
  const rowBytes = WIDTH_PX * 3;
  const out = Buffer.alloc(54 + rowBytes * HEIGHT_PX);
  out.write('BM');
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(54, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(WIDTH_PX, 18);
  out.writeInt32LE(HEIGHT_PX, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(24, 28);
  for (let y = 0; y < HEIGHT_PX; y++) {
    for (let x = 0; x < WIDTH_PX; x++) for (let c = 0; c < 3; c++) out[54 + (HEIGHT_PX - 1 - y) * rowBytes + x * 3 + c] = rgba[(y * WIDTH_PX + x) * 4 + 2 - c]!;
  }
  return out;
}

function words(values: (i: number) => number): Buffer {
  const data = new Uint16Array(AREA * 4);
  for (let i = 0; i < data.length; i++) data[i] = values(i);
  return Buffer.from(data.buffer);
}

async function withProfile(jpeg: Buffer, icc: Uint8Array<ArrayBuffer>): Promise<Buffer> {
  return Buffer.from(await withJpegMetadata(new Uint8Array(jpeg), { icc }).arrayBuffer());
}

type Made = Omit<PictureCase, 'file' | 'expected' | 'widthPx' | 'heightPx' | 'depth'> & { readonly extension: string; readonly bytes: Buffer; readonly raw: Buffer; readonly depth?: 16 };

/** The file's own samples, colours untouched, in 8 bits with alpha. */
async function plainSamples(bytes: Buffer): Promise<Buffer> {
  return sharp(bytes, { ignoreIcc: true }).ensureAlpha().raw().toBuffer();
}

/** Inks that no profile describes: paper times what each ink and black lets through. */
async function plainInk(cmyk: Buffer): Promise<Buffer> {
  const inks = await sharp(cmyk).toColourspace('cmyk').raw().toBuffer();
  return Buffer.from(Array.from({ length: AREA * 4 }, (_, i) => (i % 4 === 3 ? 255 : ((255 - inks[i]!) * (255 - inks[(i | 3)]!)) / 255)));
}

async function jpegs(rgba: Buffer): Promise<Made[]> {
  const best = { quality: 100, chromaSubsampling: '4:4:4' } as const;
  const rgb = await sharp(rgba, raw(4)).removeAlpha().raw().toBuffer();
  const made: Made[] = [];
  for (let orientation = 1; orientation <= 8; orientation++) {
    const { data, width, height } = stored(rgba, orientation);
    const bytes = await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().withMetadata({ orientation }).jpeg(best).toBuffer();
    made.push({ name: `JPEG, EXIF orientation ${orientation}`, extension: 'jpg', bytes, raw: rgba, meanSteps: 1, hasProfile: true });
  }
  const cmyk = await sharp(rgb, raw(3)).toColourspace('cmyk').jpeg(best).toBuffer();
  made.push({ name: 'JPEG, CMYK without a profile', extension: 'jpg', bytes: cmyk, raw: await plainInk(cmyk), meanSteps: 8, note: 'CMYK' });
  // Chromium and Little CMS choose other rendering intents: 9 steps apart on average. Without the profile it would be 35.
  const printed = await sharp(rgb, raw(3)).withIccProfile('cmyk').toColourspace('cmyk').jpeg(best).toBuffer();
  made.push({ name: 'JPEG, CMYK with a profile', extension: 'jpg', bytes: printed, raw: await sharp(printed).toColourspace('srgb').ensureAlpha().raw().toBuffer(), meanSteps: 12, note: 'CMYK' });
  const grey = await sharp(rgb, raw(3)).greyscale().jpeg(best).toBuffer();
  made.push({ name: 'JPEG, grey', extension: 'jpg', bytes: grey, raw: await sharp(grey).toColourspace('srgb').ensureAlpha().raw().toBuffer(), meanSteps: 1 });
  const p3 = await sharp(rgb, raw(3)).withIccProfile('p3').jpeg(best).toBuffer();
  made.push({ name: 'JPEG, Display P3', extension: 'jpg', bytes: p3, raw: await plainSamples(p3), meanSteps: 1, hasProfile: true });
  const adobe = await withProfile(await sharp(rgb, raw(3)).jpeg(best).toBuffer(), describeColour(ADOBE_RGB, 563 / 256));
  made.push({ name: 'JPEG, Adobe RGB', extension: 'jpg', bytes: adobe, raw: await plainSamples(adobe), meanSteps: 1, hasProfile: true });
  return made;
}

async function pngs(rgba: Buffer): Promise<Made[]> {
  const rgb = await sharp(rgba, raw(4)).removeAlpha().raw().toBuffer();
  const clear = Buffer.from(rgba);
  for (let p = 0; p < AREA; p++) clear[p * 4 + 3] = (p * 7) % 256;
  const deep = words((i) => (i % 4 === 3 ? 65_535 : (i * 2_654_435_761) % 65_536));
  const deepClear = words((i) => (i * 2_654_435_761) % 65_536);
  const of16 = (data: Buffer): Promise<Buffer> => {
    const values = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    return sharp(values, { raw: { width: WIDTH_PX, height: HEIGHT_PX, channels: 4 } }).toColourspace('rgb16').png().toBuffer();
  };
  const palette = await sharp(clear, raw(4)).png({ palette: true, colours: 32, dither: 0 }).toBuffer();
  const small = await sharp(rgb, raw(3)).png({ palette: true, colours: 16, dither: 0, progressive: true }).toBuffer();
  const smallClear = await sharp(clear, raw(4)).png({ palette: true, colours: 16, dither: 0, progressive: true }).toBuffer();
  const greyAlpha = await sharp(clear, raw(4)).greyscale().png().toBuffer();
  const interlaced = await sharp(clear, raw(4)).png({ progressive: true }).toBuffer();
  const p3 = await sharp(rgb, raw(3)).withIccProfile('p3').png().toBuffer();
  const p3Clear = await sharp(clear, raw(4)).withIccProfile('p3').png().toBuffer();
  const turned = stored(clear, 6);
  const turnedPng = await sharp(turned.data, { raw: { width: turned.width, height: turned.height, channels: 4 } }).withMetadata({ orientation: 6 }).png().toBuffer();
  const opaqueTurned = stored(rgba, 6);
  const opaqueTurnedPng = await sharp(opaqueTurned.data, { raw: { width: turned.width, height: turned.height, channels: 4 } }).removeAlpha().withMetadata({ orientation: 6 }).png().toBuffer();
  return [
    { name: 'PNG, 8 bits', extension: 'png', bytes: await sharp(rgb, raw(3)).png().toBuffer(), raw: rgba, meanSteps: 0 },
    { name: 'PNG, 8 bits, every alpha', extension: 'png', bytes: await sharp(clear, raw(4)).png().toBuffer(), raw: clear, meanSteps: 0 },
    { name: 'PNG, interlaced, every alpha', extension: 'png', bytes: interlaced, raw: clear, meanSteps: 0 },
    { name: 'PNG, palette with alpha', extension: 'png', bytes: palette, raw: await plainSamples(palette), meanSteps: 0 },
    { name: 'PNG, palette of 4 bits, interlaced', extension: 'png', bytes: small, raw: await plainSamples(small), meanSteps: 0 },
    { name: 'PNG, palette of 4 bits, interlaced, with alpha', extension: 'png', bytes: smallClear, raw: await plainSamples(smallClear), meanSteps: 1, note: 'transparent' },
    { name: 'PNG, grey with alpha', extension: 'png', bytes: greyAlpha, raw: await sharp(greyAlpha).toColourspace('srgb').ensureAlpha().raw().toBuffer(), meanSteps: 0 },
    { name: 'PNG, 16 bits', extension: 'png', bytes: await of16(deep), raw: deep, depth: 16, meanSteps: 0 },
    { name: 'PNG, 16 bits, every alpha', extension: 'png', bytes: await of16(deepClear), raw: deepClear, depth: 16, meanSteps: 0 },
    { name: 'PNG, Display P3', extension: 'png', bytes: p3, raw: await plainSamples(p3), meanSteps: 0, hasProfile: true },
    { name: 'PNG, Display P3, every alpha', extension: 'png', bytes: p3Clear, raw: await plainSamples(p3Clear), meanSteps: 0, hasProfile: true },
    { name: 'PNG, EXIF orientation 6', extension: 'png', bytes: opaqueTurnedPng, raw: rgba, meanSteps: 0, hasProfile: true },
    { name: 'PNG, EXIF orientation 6, every alpha', extension: 'png', bytes: turnedPng, raw: clear, meanSteps: 0, hasProfile: true },
  ];
}

async function others(rgba: Buffer): Promise<Made[]> {
  const rgb = await sharp(rgba, raw(4)).removeAlpha().raw().toBuffer();
  const clear = Buffer.from(rgba);
  for (let p = 0; p < AREA; p++) clear[p * 4 + 3] = 55 + (p % 200);
  const two = Buffer.concat([rgb, Buffer.alloc(rgb.length, 9)]);
  const moving = (): Sharp => sharp(two, { raw: { width: WIDTH_PX, height: HEIGHT_PX * 2, channels: 3, pageHeight: HEIGHT_PX } });
  const gif = await sharp(rgb, raw(3)).gif({ dither: 0 }).toBuffer();
  const heic = await readFile('tests/fixtures/pictures/gradient.heic');
  const heicP3 = await readFile('tests/fixtures/pictures/gradient-p3.heic');
  return [
    { name: 'WebP, lossless', extension: 'webp', bytes: await sharp(rgb, raw(3)).webp({ lossless: true }).toBuffer(), raw: rgba, meanSteps: 0 },
    ...(await turnedWebps(rgba)),
    { name: 'WebP, half clear', extension: 'webp', bytes: await sharp(clear, raw(4)).webp({ lossless: true, exact: true }).toBuffer(), raw: clear, meanSteps: 1, note: 'transparent' },
    { name: 'WebP, animated', extension: 'webp', bytes: await moving().webp({ lossless: true }).toBuffer(), raw: rgba, meanSteps: 1, note: 'first frame' },
    { name: 'AVIF', extension: 'avif', bytes: await sharp(rgb, raw(3)).avif({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), raw: rgba, meanSteps: 2 },
    { name: 'AVIF, Display P3', extension: 'avif', ...(await avifP3(rgb)), meanSteps: 2, hasProfile: true },
    { name: 'GIF', extension: 'gif', bytes: gif, raw: await plainSamples(gif), meanSteps: 0 },
    { name: 'GIF, animated', extension: 'gif', bytes: await moving().gif({ dither: 0 }).toBuffer(), raw: rgba, meanSteps: 8, note: 'first frame' },
    { name: 'BMP', extension: 'bmp', bytes: bmp(rgba), raw: rgba, meanSteps: 0 },
    { name: 'HEIC', extension: 'heic', bytes: heic, raw: rgba, meanSteps: 3 },
    { name: 'HEIC, Display P3', extension: 'heic', bytes: heicP3, raw: rgba, meanSteps: 3, hasProfile: true },
  ];
}

/** Chromium leaves these lying: the page has to turn them. */
async function turnedWebps(rgba: Buffer): Promise<Made[]> {
  return Promise.all([2, 3, 6, 8].map(async (orientation): Promise<Made> => {
    const { data, width, height } = stored(rgba, orientation);
    const bytes = await sharp(data, { raw: { width, height, channels: 4 } }).removeAlpha().withMetadata({ orientation }).webp({ lossless: true }).toBuffer();
    return { name: `WebP, EXIF orientation ${orientation}`, extension: 'webp', bytes, raw: rgba, meanSteps: 0, hasProfile: true };
  }));
}

async function avifP3(rgb: Buffer): Promise<{ bytes: Buffer; raw: Buffer }> {
  const bytes = await sharp(rgb, raw(3)).withIccProfile('p3').avif({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
  return { bytes, raw: await plainSamples(bytes) };
}

/** Writes every case and `cases.json` into a folder. */
export async function writePictureFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const rgba = samples();
  const cases: PictureCase[] = [];
  for (const { bytes, raw: expected, extension, depth, ...made } of [...(await jpegs(rgba)), ...(await pngs(rgba)), ...(await others(rgba))]) {
    const stem = made.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
    await writeFile(`${folder}/${stem}.${extension}`, bytes);
    await writeFile(`${folder}/${stem}.raw`, expected);
    cases.push({ ...made, file: `${stem}.${extension}`, expected: `${stem}.raw`, widthPx: WIDTH_PX, heightPx: HEIGHT_PX, depth: depth ?? 8 });
  }
  await writeFile(`${folder}/cases.json`, JSON.stringify(cases));
  const p3 = new Uint8Array((await sharp(await sharp(rgba, raw(4)).removeAlpha().withIccProfile('p3').jpeg().toBuffer()).metadata()).icc!);
  const photo = new Uint8Array(await sharp(stored(rgba, 6).data, { raw: { width: HEIGHT_PX, height: WIDTH_PX, channels: 4 } }).removeAlpha().jpeg({ quality: 95 }).toBuffer());
  const described = withJpegMetadata(photo, { exif: exifBlock({ isLittle: true, orientation: 6, widthPx: HEIGHT_PX, heightPx: WIDTH_PX }), xmp: XMP_WITH_PLACE, icc: p3 });
  await writeFile(`${folder}/described.jpg`, new Uint8Array(await described.arrayBuffer()));
}
