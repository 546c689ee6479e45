import type { RgbaImage } from '../core/image.ts';
import { breathe } from './breathe.ts';
import { exifForSaving } from './exif-block.ts';
import type { PictureMetadata } from './picture-file.ts';
import { xmpForSaving } from './xmp-packet.ts';

const CHUNK_SAMPLES = 2 ** 23;

/** What a person wants in the saved file beside the picture. */
export interface MetadataChoice {
  /** Camera data (EXIF, XMP) and colour profile; without them the colours are converted to sRGB. */
  readonly keepsMetadata: boolean;
  /** The place where it was taken, if metadata are kept. */
  readonly keepsLocation: boolean;
  /** A mark, for machines, that a model made a part of it. */
  readonly saysAi: boolean;
  /** The edit itself as a recipe's text, where the person wants it to travel with the picture. */
  readonly recipe?: string | undefined;
}

/** The metadata to write into the saved file. */
export function savedMetadata({ exif, xmp, icc }: PictureMetadata, size: { readonly widthPx: number; readonly heightPx: number }, choice: MetadataChoice): PictureMetadata {
  const { keepsMetadata, keepsLocation } = choice;
  return {
    exif: keepsMetadata && exif ? exifForSaving(exif, size, keepsLocation) : undefined,
    xmp: xmpForSaving(keepsMetadata ? xmp : undefined, choice),
    icc: keepsMetadata ? icc : undefined,
  };
}

/** Converts a picture's samples to sRGB where they lie, for a file without a profile. */
export async function convertToSrgb({ colour, data }: RgbaImage, signal: AbortSignal | undefined): Promise<void> {
  for (let at = 0; colour && at < data.length; at += CHUNK_SAMPLES) {
    colour.paintSrgb(data.subarray(at, at + CHUNK_SAMPLES));
    await breathe(signal);
  }
}
