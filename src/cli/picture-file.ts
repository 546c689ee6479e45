import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Recipe } from '../batch/recipe.ts';
import { AppError, describe } from '../core/app-error.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';
import { encodePng } from '../engine/picture/encode-png.ts';
import { longMetadataNotes, withJpegMetadata } from '../engine/picture/jpeg-file.ts';
import { pictureColour } from '../engine/picture/picture-colour.ts';
import { PLAIN_FILE, type PictureMetadata } from '../engine/picture/picture-file.ts';
import { readPictureFile } from '../engine/picture/read-picture-file.ts';
import { convertToSrgb, savedMetadata } from '../engine/picture/saved-metadata.ts';
import { expectWholeFile } from '../engine/picture/whole-file.ts';
import { withWebpMetadata } from '../engine/picture/webp-file.ts';

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

/**
 * Decodes a picture; of an animation the first frame.
 * @throws AppError `file-unreadable`, `picture-empty`, `picture-cut-short`, `picture-unreadable`, `picture-too-large`
 */
export async function decodePictureFile(path: string, maxPixels: number): Promise<DecodedFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError({ code: 'file-unreadable', cause, message: `Expected a readable file but received "${describe(cause)}".`, recovery: 'Check that it is still there and may be read.' });
  });
  if (bytes.length === 0) throw new AppError({ code: 'picture-empty', message: 'Expected a picture but received a file of 0 bytes.', recovery: 'This file holds nothing.' });
  try {
    expectWholeFile(new Uint8Array(bytes));
    const file = await readPictureFile(new Uint8Array(bytes)) ?? PLAIN_FILE;
    const colour = pictureColour(file);
    const input = sharp(bytes, { failOn: 'error', limitInputPixels: false, ignoreIcc: colour.isKept });
    const head = await input.metadata();
    expectSize(head, maxPixels);
    const { exif, xmp } = 'format' in file ? file : {};
    const icc = colour.isKept ? colour.icc : undefined;
    return {
      image: { ...(await readSamples(input, head)), colour: colour.space }, metadata: { exif, xmp, icc },
      notes: [...notesOf(head), ...(colour.note === undefined ? [] : [colour.note]), ...longMetadataNotes({ exif, xmp })],
    };
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    throw new AppError({
      code: 'picture-unreadable', cause: thrown, message: `Expected a whole JPEG, PNG, WebP, AVIF, GIF or TIFF picture but received one that cannot be decoded: ${firstLine(thrown)}`,
      recovery: 'The file is damaged, or no picture.',
    });
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

function expectSize({ width, height }: Metadata, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new AppError({
    code: 'picture-too-large', message: `Expected at most ${maxPixels / 1e6} megapixels but received ${((width * height) / 1e6).toFixed(1)}.`,
    recovery: 'Make the picture smaller, or raise --max-megapixels.',
  });
}

function notesOf({ pages = 1, format }: Metadata): readonly string[] {
  return pages > 1 && format !== 'heif' ? [`It moves: only the first of its ${pages} frames is edited and saved.`] : [];
}

function firstLine(thrown: unknown): string {
  return describe(thrown).split('\n')[0] ?? '';
}
