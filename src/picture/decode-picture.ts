import { AppError } from '../core/app-error.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';
import { formatOf, type FormatRow } from '../core/picture-formats.ts';
import { patchFrame, patchSamples } from '../core/patch.ts';
import { decodeExactly } from './exact-decoder.ts';
import { hasGps } from './exif-block.ts';
import { longMetadataNotes } from './jpeg-file.ts';
import { pictureColour, type PictureColour } from './picture-colour.ts';
import { ONLY_SOME_BROWSERS, refuseTooLarge, unreadable, unsupported } from './picture-errors.ts';
import type { PictureFile, PictureMetadata } from './picture-file.ts';
import { keepsRawColours } from './raw-colours.ts';
import { readBitmap } from './read-bitmap.ts';
import { readPictureFile } from './read-picture-file.ts';
import { turnsByItself } from './turned-by-browser.ts';
import { turnUpright } from './turn-upright.ts';
import { hasGainMap, hasXmpPlace, recipeIn } from './xmp-packet.ts';

const PREVIEW_SIDE_PX = 2048;

export interface DecodedPicture {
  /** Upright, in the file's own colours and depth. */
  readonly image: RgbaImage;
  /** In sRGB. */
  readonly preview: ImageBitmap;
  readonly metadata: PictureMetadata;
  readonly hasLocation: boolean;
  /** The recipe that Mien saved it with. */
  readonly recipe: string | undefined;
  /** What decoding had to give up, for people. */
  readonly notes: readonly string[];
}

/**
 * Decodes a picture: with the browser's decoders where they lose nothing, with our own where a canvas would.
 * @throws AppError `picture-empty`, `picture-unreadable`, `picture-too-large`, `canvas-failed`, `decoder-failed`; AbortError
 */
export async function decodePicture(blob: Blob, signal?: AbortSignal): Promise<DecodedPicture> {
  const name = blob instanceof File && blob.name ? `"${blob.name}"` : 'the picture';
  if (blob.size === 0) {
    throw new AppError({ code: 'picture-empty', message: `Expected a picture for ${name} but received a file of 0 bytes.`, recovery: 'Choose another file.' });
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const row = formatOf(bytes);
  const file = await readPictureFile(bytes);
  signal?.throwIfAborted();
  // Nothing reaches the browser's decoders that was not known by its first bytes.
  if (!row || !file) throw unreadable(name, blob.type || 'a file of unknown type', undefined);
  if (row.page === 'nobody') throw unsupported(name, row, 'the page');
  const colour = await supportedColour(file);
  const isExact = row.page === 'ours' || (file.needsExactDecoder && colour.isKept);
  const { image, preview } = isExact
    ? await decodeApart(file, bytes, name, colour, signal)
    : await decodeByBrowser(blob, name, row, file, colour, signal);
  const { exif, xmp } = file;
  return {
    image, preview, hasLocation: hasGps(exif) || hasXmpPlace(xmp), recipe: recipeIn(xmp), metadata: { exif, xmp, icc: colour.icc },
    notes: notesOn(file, colour, isExact ? undefined : image),
  };
}

/** Keeping the file's colours takes a browser that hands them out; any other converts them. */
async function supportedColour(file: Omit<PictureFile, 'format'>): Promise<PictureColour> {
  const colour = pictureColour(file);
  if (!colour.space || file.needsExactDecoder || (await keepsRawColours())) return colour;
  return { isKept: false, note: 'This browser converts every colour to sRGB: the most vivid ones were clipped.' };
}

async function decodeApart({ format, exif }: PictureFile, bytes: Uint8Array<ArrayBuffer>, name: string, colour: PictureColour, signal: AbortSignal | undefined): Promise<{ image: RgbaImage; preview: ImageBitmap }> {
  const decoded = await decodeExactly({ format: format === 'heic' ? 'heic' : 'png', bytes, name }, signal);
  const image: RgbaImage = { ...(format === 'heic' ? decoded : turnUpright(decoded, exif)), colour: colour.space };
  return { image, preview: await previewOf(image) };
}

async function decodeByBrowser(blob: Blob, name: string, row: FormatRow, { exif }: PictureFile, colour: PictureColour, signal: AbortSignal | undefined): Promise<{ image: RgbaImage; preview: ImageBitmap }> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: colour.isKept ? 'none' : 'default' }).catch((cause: unknown) => {
    throw ONLY_SOME_BROWSERS.includes(row.id) ? unsupported(name, row, 'this browser') : unreadable(name, row.title, cause);
  });
  try {
    signal?.throwIfAborted();
    refuseTooLarge(bitmap.width, bitmap.height, name);
    const stored = await readBitmap(bitmap, signal);
    const image: RgbaImage = { ...(await turnsByItself(row.id, exif) ? stored : turnUpright(stored, exif)), colour: colour.space };
    return { image, preview: colour.space || image.data !== stored.data ? await previewOf(image) : await createImageBitmap(bitmap, previewSize(image)) };
  } finally {
    bitmap.close();
  }
}

function previewSize({ widthPx, heightPx }: RgbaImage): ImageBitmapOptions {
  const scale = Math.min(1, PREVIEW_SIDE_PX / Math.max(widthPx, heightPx));
  return { resizeWidth: Math.max(1, Math.round(widthPx * scale)), resizeHeight: Math.max(1, Math.round(heightPx * scale)), resizeQuality: 'high' };
}

/** Made by the same code as the edited patches that are laid over it, so that no edge of theirs shows. */
async function previewOf(image: RgbaImage): Promise<ImageBitmap> {
  const { widthPx, heightPx } = image;
  const square = { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.max(widthPx, heightPx), rotationRad: 0 };
  const frame = patchFrame({ xPx: 0, yPx: 0, widthPx, heightPx }, square, PREVIEW_SIDE_PX);
  const samples = toBytes(patchSamples(image, frame));
  image.colour?.paintSrgb(samples);
  return createImageBitmap(new ImageData(samples, frame.widthPx, frame.heightPx));
}

function notesOn(file: PictureFile, colour: PictureColour, byCanvas: RgbaImage | undefined): string[] {
  return [
    ...(file.isAnimated ? ['It moves: only its first frame is edited and saved.'] : []),
    ...(file.isDeep ? ['Its 10 or 12 bits a sample were read as 8.'] : []),
    ...(colour.note ? [colour.note] : []),
    ...longMetadataNotes(file),
    ...(hasGainMap(file.xmp) ? ['Its HDR layer is left out; the picture itself is unchanged.'] : []),
    ...(byCanvas && file.format !== 'jpeg' && isPartlyClear(byCanvas) ? ['Partly transparent areas may differ by a step or two after saving.'] : []),
  ];
}

function isPartlyClear({ data }: RgbaImage): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255 && data[i] !== 0) return true;
  return false;
}
