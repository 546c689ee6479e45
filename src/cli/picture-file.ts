import { readFile } from 'node:fs/promises';
import sharp, { type Metadata, type Sharp } from 'sharp';
import type { Recipe } from '../batch/recipe.ts';
import { AppError, describe } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';

/** A picture as read from its file, with what is needed to write its metadata again. */
export interface PictureFile {
  readonly image: RgbaImage;
  readonly notes: readonly string[];
  readonly bytes: Buffer;
  readonly metadata: Metadata;
}

/** A picture's size once it is turned upright. */
export interface UprightSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Decodes a picture, upright (EXIF) and in sRGB of 8 bits; of an animation the first frame.
 * @throws AppError `file-unreadable`, `picture-empty`, `picture-unreadable`, `picture-too-large`
 */
export async function readPictureFile(path: string, maxPixels: number): Promise<PictureFile> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new AppError({ code: 'file-unreadable', cause, message: `Expected a readable file but received "${describe(cause)}".`, recovery: 'Check that it is still there and may be read.' });
  });
  if (bytes.length === 0) throw new AppError({ code: 'picture-empty', message: 'Expected a picture but received a file of 0 bytes.', recovery: 'This file holds nothing.' });
  try {
    const input = decoder(bytes);
    const metadata = await input.metadata();
    const pixels = metadata.width * metadata.height;
    if (pixels > maxPixels) {
      throw new AppError({
        code: 'picture-too-large', message: `Expected at most ${maxPixels / 1e6} megapixels but received ${(pixels / 1e6).toFixed(1)}.`,
        recovery: 'Make the picture smaller, or raise --max-megapixels.',
      });
    }
    const { data, info } = await input.autoOrient().toColourspace('srgb').ensureAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 4) throw new Error(`${info.channels} channels`);
    const samples = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
    return { image: { widthPx: info.width, heightPx: info.height, data: samples }, notes: notesOf(metadata), bytes, metadata };
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
 * Encodes edited samples; with `keep`, EXIF (turned upright) and XMP of the source go along.
 * @throws AppError `encode-failed`
 */
export async function encodePictureFile(image: RgbaImage, source: PictureFile, { output, metadata }: Pick<Recipe, 'output' | 'metadata'>): Promise<Buffer> {
  try {
    const edited = rawInput(image);
    // Laying over weighs colours by alpha, which would round those of transparent samples.
    const hasMetadata = !source.metadata.hasAlpha && (source.metadata.exif !== undefined || source.metadata.xmp !== undefined);
    // sharp takes metadata over from its input only, so the edited samples are laid over the input to have it.
    const picture = metadata === 'keep' && hasMetadata
      ? decoder(source.bytes).autoOrient().toColourspace('srgb').ensureAlpha().composite([{ input: Buffer.from(image.data.buffer, image.data.byteOffset, image.data.length), raw: edited, blend: 'source' }]).keepExif().keepXmp()
      : sharp(image.data, { raw: edited, limitInputPixels: false });
    return await encoder(source.metadata.hasAlpha ? picture : picture.removeAlpha(), output).toBuffer();
  } catch (thrown) {
    throw new AppError({ code: 'encode-failed', cause: thrown, message: `Expected to write ${output.format.toUpperCase()} but received "${firstLine(thrown)}".`, recovery: 'Choose another format.' });
  }
}

function decoder(bytes: Buffer): Sharp {
  return sharp(bytes, { failOn: 'error', limitInputPixels: false });
}

function rawInput({ widthPx, heightPx }: RgbaImage): { width: number; height: number; channels: 4 } {
  return { width: widthPx, height: heightPx, channels: 4 };
}

function encoder(picture: Sharp, { format, quality }: Recipe['output']): Sharp {
  const percent = Math.max(1, Math.round(quality * 100));
  switch (format) {
    case 'png': return picture.png();
    case 'jpeg': return picture.flatten({ background: 'white' }).jpeg({ quality: percent, chromaSubsampling: '4:4:4' });
    case 'webp': return picture.webp({ quality: percent });
  }
}

function notesOf({ pages = 1, depth, space, hasProfile }: Metadata): readonly string[] {
  return [
    ...(pages > 1 ? [`The first of ${pages} frames.`] : []),
    ...(depth === 'ushort' || depth === 'float' ? ['More than 8 bits a sample, reduced to 8.'] : []),
    ...(space === 'cmyk' ? [`CMYK, converted to sRGB${hasProfile ? '' : ' without a profile to go by'}.`] : []),
  ];
}

function firstLine(thrown: unknown): string {
  return describe(thrown).split('\n')[0] ?? '';
}
