import { extname } from 'node:path';
import sharp from 'sharp';
import type { MetadataChoice } from '../picture/saved-metadata.ts';
import { toBytes, type RectPx, type RgbaImage } from '../core/image.ts';
import { convertToSrgb } from '../picture/saved-metadata.ts';
import { xmpForSaving } from '../picture/xmp-packet.ts';
import type { FaceEdit } from '../edit/face-edit.ts';
import { cutOut, type FaceFile } from './face-file.ts';
import { encodePictureFile } from './picture-file.ts';

/** Straight RGBA in sRGB, 8 bits a sample. */
type Cell = RgbaImage<Uint8ClampedArray<ArrayBuffer>>;

const WHITE = 255;

/** Renders one edit of a face as a small picture of a part of it, `heightPx` high. */
export async function renderCell({ render }: FaceFile, edit: FaceEdit, region: RectPx, heightPx: number): Promise<Cell> {
  const part = cutOut(await render(edit), region);
  await convertToSrgb(part, undefined);
  const widthPx = Math.max(1, Math.round((region.widthPx * heightPx) / region.heightPx));
  const { data } = await sharp(toBytes(part.data), { raw: { width: part.widthPx, height: part.heightPx, channels: 4 } }).resize(widthPx, heightPx, { fit: 'fill' }).raw().toBuffer({ resolveWithObject: true });
  return { widthPx, heightPx, data: new Uint8ClampedArray(data) };
}

/** Cells of one size as one picture, white between them. */
export function layCells(rows: readonly (readonly Cell[])[]): Cell {
  const { widthPx: width, heightPx: height } = rows[0]![0]!;
  const gapPx = Math.max(2, Math.round(height / 64));
  const columns = Math.max(...rows.map((row) => row.length));
  const [widthPx, heightPx] = [columns * (width + gapPx) - gapPx, rows.length * (height + gapPx) - gapPx];
  const data = new Uint8ClampedArray(widthPx * heightPx * 4).fill(WHITE);
  for (const [y, row] of rows.entries()) {
    for (const [x, cell] of row.entries()) {
      for (let line = 0; line < height; line++) {
        data.set(cell.data.subarray(line * width * 4, (line + 1) * width * 4), ((y * (height + gapPx) + line) * widthPx + x * (width + gapPx)) * 4);
      }
    }
  }
  return { widthPx, heightPx, data };
}

/** A picture of cells as the bytes of a PNG; only the mark that a model made it goes along. */
export function stillFile(picture: Cell, saysAi: boolean): Promise<Uint8Array> {
  return encodePictureFile(picture, {}, { output: { format: 'png', quality: 1 }, metadata: markAlone(saysAi) });
}

/** The moving formats by their names' endings. */
const MOVING = { '.webp': 'webp', '.gif': 'gif' } as const;

/** What a moving picture under this name is written as; undefined for a still one. */
export function movingFormat(name: string): 'webp' | 'gif' | undefined {
  const ending = extname(name).toLowerCase();
  return Object.hasOwn(MOVING, ending) ? MOVING[ending as keyof typeof MOVING] : undefined;
}

/** Frames of one size as a moving picture that goes round for ever, `delayMs` each. GIF has no place for the mark. */
export async function movingFile(frames: readonly Cell[], format: 'webp' | 'gif', delayMs: number, saysAi: boolean): Promise<Uint8Array> {
  const { widthPx, heightPx } = frames[0]!;
  const roll = sharp(Buffer.concat(frames.map(({ data }) => Buffer.from(data.buffer))), { raw: { width: widthPx, height: heightPx * frames.length, channels: 4, pageHeight: heightPx }, limitInputPixels: false });
  const timing = { loop: 0, delay: frames.map(() => delayMs) };
  if (format === 'gif') return new Uint8Array(await roll.gif({ ...timing, effort: 7 }).toBuffer());
  const xmp = xmpForSaving(undefined, markAlone(saysAi));
  const picture = roll.webp({ ...timing, quality: 90 });
  return new Uint8Array(await (xmp === undefined ? picture : picture.withXmp(xmp)).toBuffer());
}

function markAlone(saysAi: boolean): MetadataChoice {
  return { keepsMetadata: false, keepsLocation: false, saysAi };
}
