import { encodePng } from './encode-png.ts';
import { orientationType } from './exif-block.ts';
import { withJpegMetadata } from './jpeg-file.ts';
import { context2d } from './read-bitmap.ts';
import { withWebpMetadata } from './webp-file.ts';

/** Formats whose EXIF may say how the picture is to be turned; AVIF and HEIC say it in boxes that every decoder heeds. */
const TURNABLE = ['jpeg', 'png', 'webp'] as const;
type Turnable = (typeof TURNABLE)[number];

const answers = new Map<string, Promise<boolean>>();

/** Whether this browser turns a format's pictures as such an EXIF says: tried once a format and type of number, on two pixels. */
export function turnsByItself(format: string, exif: Uint8Array<ArrayBuffer> | undefined): Promise<boolean> {
  const turnable = TURNABLE.find((candidate) => candidate === format);
  if (!turnable) return Promise.resolve(true);
  const type = orientationType(exif);
  const key = `${turnable} ${type}`;
  const answer = answers.get(key) ?? tryIt(turnable, type);
  answers.set(key, answer);
  return answer;
}

async function tryIt(format: Turnable, type: number): Promise<boolean> {
  const bitmap = await createImageBitmap(await lyingPicture(format, type)).catch(() => undefined);
  const isTurned = bitmap === undefined || bitmap.height > bitmap.width;
  bitmap?.close();
  return isTurned;
}

/** Two pixels beside each other that are to stand on each other. */
async function lyingPicture(format: Turnable, type: number): Promise<Blob> {
  const exif = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, type, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
  if (format === 'png') return encodePng({ widthPx: 2, heightPx: 1, data: new Uint8ClampedArray(8).fill(255) }, { exif });
  const context = context2d(2, 1);
  context.fillRect(0, 0, 2, 1);
  const encoded = new Uint8Array(await (await context.canvas.convertToBlob({ type: `image/${format}` })).arrayBuffer());
  return format === 'jpeg' ? withJpegMetadata(encoded, { exif }) : withWebpMetadata(encoded, { exif }, 2, 1);
}
