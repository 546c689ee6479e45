import { formatOf, type PictureFormat } from '../core/picture-formats.ts';
import { readIsobmff } from './isobmff-file.ts';
import { readJpeg } from './jpeg-file.ts';
import { PLAIN_FILE, type PictureFile } from './picture-file.ts';
import { readPng } from './png-file.ts';
import { readTiff } from './tiff-file.ts';
import { readWebp } from './webp-file.ts';

type Reader = (bytes: Uint8Array<ArrayBuffer>) => PictureFile | Promise<PictureFile>;

/** What each format's container says of its picture. */
const READERS: Readonly<Record<PictureFormat, Reader>> = {
  jpeg: readJpeg,
  png: readPng,
  webp: readWebp,
  avif: (bytes) => readIsobmff(bytes, 'avif'),
  heic: (bytes) => readIsobmff(bytes, 'heic'),
  gif: (bytes) => ({ ...PLAIN_FILE, format: 'gif', isAnimated: hasManyFrames(bytes) }),
  bmp: () => ({ ...PLAIN_FILE, format: 'bmp' }),
  tiff: readTiff,
  jxl: () => ({ ...PLAIN_FILE, format: 'jxl' }),
  ico: () => ({ ...PLAIN_FILE, format: 'ico' }),
  svg: () => ({ ...PLAIN_FILE, format: 'svg' }),
};

/** Reads what a picture file says of itself, by its first bytes and not by its name; undefined for no picture that we know. */
export async function readPictureFile(bytes: Uint8Array<ArrayBuffer>): Promise<PictureFile | undefined> {
  const row = formatOf(bytes);
  return row && READERS[row.id](bytes);
}

/** Walks a GIF's blocks until a second image begins. */
function hasManyFrames(bytes: Uint8Array): boolean {
  const tableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const afterBlocks = (from: number): number => {
    let at = from;
    while (at < bytes.length && bytes[at] !== 0) at += bytes[at]! + 1;
    return at + 1;
  };
  let frames = 0;
  for (let at = 13 + tableBytes(bytes[10] ?? 0); at < bytes.length;) {
    if (bytes[at] === 0x21) at = afterBlocks(at + 2);
    else if (bytes[at] !== 0x2c) return false;
    else if (++frames > 1) return true;
    else at = afterBlocks(at + 11 + tableBytes(bytes[at + 9] ?? 0));
  }
  return false;
}
