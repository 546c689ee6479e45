import { readFile, stat } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Recipe } from '../batch/recipe.ts';
import { AppError, describe } from '../core/app-error.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';
import { PICTURE_FORMATS, formatOf, titlesOf } from '../core/picture-formats.ts';
import { encodePng } from '../picture/encode-png.ts';
import { longMetadataNotes, withJpegMetadata } from '../picture/jpeg-file.ts';
import { pictureColour, type PictureColour } from '../picture/picture-colour.ts';
import { PLAIN_FILE, type PictureFile, type PictureMetadata } from '../picture/picture-file.ts';
import { unsupported } from '../picture/picture-errors.ts';
import { readPictureFile } from '../picture/read-picture-file.ts';
import { convertToSrgb, savedMetadata } from '../picture/saved-metadata.ts';
import { turnUpright } from '../picture/turn-upright.ts';
import { isLabTiff } from '../picture/tiff-file.ts';
import { expectWholeFile } from '../picture/whole-file.ts';
import { withWebpMetadata } from '../picture/webp-file.ts';
import { fileWords } from './file-errors.ts';
import { decodeHeicFile } from './node-heic-decoder.ts';

/** A picture as read from its file, with what is needed to write its metadata again. */
export interface DecodedFile {
  /** Upright, in the file's own colours where its profile can be kept, else in sRGB; 16 bits stay 16 bits. */
  readonly image: RgbaImage;
  readonly metadata: PictureMetadata;
  readonly notes: readonly string[];
}

/** A picture's size once it is turned upright. */
export interface UprightSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

// Only what is known by its first bytes gets as far as sharp, and even then it may use no other decoder than these.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Nsgif', 'Tiff'].map((format) => `VipsForeignLoad${format}`) });

const CLI_FORMATS = titlesOf(PICTURE_FORMATS.filter(({ cli }) => cli !== 'nobody'));

/**
 * Decodes a picture; of an animation the first frame.
 * @throws AppError `file-unreadable`, `picture-empty`, `picture-cut-short`, `picture-unreadable`, `picture-unsupported`, `picture-too-large`
 */
export async function decodePictureFile(path: string, maxPixels: number): Promise<DecodedFile> {
  const bytes = await readWhole(path);
  if (bytes.length === 0) throw new AppError({ code: 'picture-empty', message: 'Expected a picture but received a file of 0 bytes.', recovery: 'This file holds nothing.' });
  const row = formatOf(bytes);
  if (!row) throw undecodable('something else');
  if (row.cli === 'nobody') throw unsupported('this file', row, 'the command line');
  try {
    expectWholeFile(new Uint8Array(bytes));
    const file = await readPictureFile(new Uint8Array(bytes)) ?? { ...PLAIN_FILE, format: row.id };
    return row.cli === 'libheif' ? await decodeHeic(bytes, file, maxPixels) : await decodeBySharp(bytes, file, maxPixels);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    // Moving AVIF is a film, and sharp's decoder reads stills.
    if (row.id === 'avif' && String.fromCharCode(...bytes.subarray(8, 12)) === 'avis') throw unsupported('this file', { ...row, title: 'a moving AVIF' }, 'the command line');
    if (row.id === 'tiff' && isLabTiff(new Uint8Array(bytes))) throw unsupported('this file', { ...row, title: 'a TIFF in Lab' }, 'the command line');
    throw undecodable(`one that cannot be decoded: ${firstLine(thrown)}`, thrown);
  }
}

async function decodeBySharp(bytes: Buffer, file: PictureFile, maxPixels: number): Promise<DecodedFile> {
  const head = await sharp(bytes, { limitInputPixels: false }).metadata();
  expectSize(head.width, head.height, maxPixels);
  expectDepth(head);
  // Of BigTIFF our own reader knows nothing; sharp does.
  const icc = file.icc ?? (file.format === 'tiff' && head.icc ? new Uint8Array(head.icc) : undefined);
  const colour = pictureColour({ ...file, icc, isCmyk: file.isCmyk || head.space === 'cmyk' });
  const image = await readSamples(sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc: colour.isKept }), head);
  // A block behind the samples libpng does not wait for.
  const upright = file.format === 'png' && head.orientation === undefined ? turnUpright(image, file.exif) : image;
  return { image: { ...upright, colour: colour.space }, ...metadataOf(file, colour, notesOf(head)) };
}

async function decodeHeic(bytes: Buffer, file: PictureFile, maxPixels: number): Promise<DecodedFile> {
  const colour = pictureColour(file);
  const image = await decodeHeicFile(bytes, (widthPx, heightPx) => { expectSize(widthPx, heightPx, maxPixels); });
  return { image: { ...image, colour: colour.space }, ...metadataOf(file, colour, file.isDeep ? ['Its 10 or 12 bits a sample were read as 8.'] : []) };
}

function metadataOf({ exif, xmp }: PictureFile, { isKept, icc, note }: PictureColour, notes: readonly string[]): Pick<DecodedFile, 'metadata' | 'notes'> {
  return { metadata: { exif, xmp, icc: isKept ? icc : undefined }, notes: [...notes, ...(note === undefined ? [] : [note]), ...longMetadataNotes({ exif, xmp })] };
}

/** Nothing that is not a file is read: a device, or a pipe that nobody writes to, has no end. */
async function readWhole(path: string): Promise<Buffer> {
  try {
    const kind = await stat(path);
    if (kind.isFile()) return await readFile(path);
    throw new Error(kind.isDirectory() ? 'a folder' : 'a device or a pipe');
  } catch (cause) {
    throw new AppError({ code: 'file-unreadable', cause, message: `Expected a readable file but received ${fileWords(cause)}.`, recovery: 'Check that it is still there and may be read.' });
  }
}

/** The upright size, from the file's head alone; undefined where it cannot be read. */
export async function readPictureSize(path: string): Promise<UprightSize | undefined> {
  try {
    const { autoOrient } = await sharp(path, { limitInputPixels: false }).metadata();
    return { widthPx: autoOrient.width, heightPx: autoOrient.height };
  } catch {
    return undefined;
  }
}

/**
 * Encodes edited samples, which it may convert to sRGB where they lie.
 * @throws AppError `encode-failed`
 */
export async function encodePictureFile(image: RgbaImage, metadata: PictureMetadata, { output, metadata: choice }: Pick<Recipe, 'output' | 'metadata'>): Promise<Uint8Array> {
  try {
    if (!choice.keepsMetadata) await convertToSrgb(image, undefined);
    const saved = savedMetadata(metadata, image, choice);
    return new Uint8Array(await (await encode(image, saved, output)).arrayBuffer());
  } catch (thrown) {
    throw new AppError({ code: 'encode-failed', cause: thrown, message: `Expected to write ${output.format.toUpperCase()} but received "${firstLine(thrown)}".`, recovery: 'Choose another format.' });
  }
}

async function encode(image: RgbaImage, metadata: PictureMetadata, { format, quality }: Recipe['output']): Promise<Blob> {
  if (format === 'png') return encodePng(image, metadata);
  const { widthPx, heightPx } = image;
  const picture = sharp(toBytes(image.data), { raw: { width: widthPx, height: heightPx, channels: 4 }, limitInputPixels: false });
  const percent = Math.max(1, Math.round(quality * 100));
  if (format === 'jpeg') return withJpegMetadata(new Uint8Array(await picture.flatten({ background: 'white' }).jpeg({ quality: percent }).toBuffer()), metadata);
  return withWebpMetadata(new Uint8Array(await picture.webp({ quality: percent }).toBuffer()), metadata, widthPx, heightPx);
}

/** Samples of 16 bits where the file has them, else of 8. */
async function readSamples(input: Sharp, { depth }: Metadata): Promise<RgbaImage> {
  const isDeep = depth === 'ushort';
  const { data, info } = await input.autoOrient().toColourspace(isDeep ? 'rgb16' : 'srgb').ensureAlpha().raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true });
  if (info.channels !== 4) throw new Error(`${info.channels} channels`);
  const samples = isDeep ? new Uint16Array(new Uint8Array(data).buffer) : new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  return { widthPx: info.width, heightPx: info.height, data: samples };
}

function expectSize(widthPx: number, heightPx: number, maxPixels: number): void {
  if (widthPx * heightPx <= maxPixels) return;
  throw new AppError({
    code: 'picture-too-large', message: `Expected at most ${maxPixels / 1e6} megapixels but received ${((widthPx * heightPx) / 1e6).toFixed(1)}.`,
    recovery: 'Make the picture smaller, or raise --max-megapixels.',
  });
}

/** Scientific TIFFs hold numbers without a white: what they would look like is anybody's guess. */
function expectDepth({ depth }: Metadata): void {
  if (depth === 'uchar' || depth === 'ushort') return;
  throw new AppError({ code: 'picture-unsupported', message: `Expected samples of 8 or 16 bits but received "${depth}".`, recovery: 'Save it as PNG or JPEG and use that.' });
}

function notesOf({ pages = 1, format }: Metadata): readonly string[] {
  if (pages <= 1 || format === 'heif') return [];
  return [format === 'tiff' ? `It has ${pages} pages: only the first is edited and saved.` : `It moves: only the first of its ${pages} frames is edited and saved.`];
}

function undecodable(received: string, cause?: unknown): AppError {
  return new AppError({ code: 'picture-unreadable', cause, message: `Expected a whole ${CLI_FORMATS} picture but received ${received}.`, recovery: 'The file is damaged, or no picture.' });
}

function firstLine(thrown: unknown): string {
  return describe(thrown).split('\n')[0] ?? '';
}
