import { readIsobmff } from './isobmff-file.ts';
import { readJpeg } from './jpeg-file.ts';
import { PLAIN_FILE, text, viewOf, type PictureFile } from './picture-file.ts';
import { readPng } from './png-file.ts';
import { readWebp } from './webp-file.ts';

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** Reads what a picture file says of itself, by its first bytes and not by its name; undefined for no picture that we know. */
export async function readPictureFile(bytes: Uint8Array<ArrayBuffer>): Promise<PictureFile | undefined> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return readJpeg(bytes);
  if (text(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return readPng(bytes);
  if (text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 4) === 'WEBP') return readWebp(bytes);
  if (text(bytes, 0, 4) === 'GIF8') return { ...PLAIN_FILE, format: 'gif', isAnimated: hasManyFrames(bytes) };
  if (text(bytes, 0, 2) === 'BM') return { ...PLAIN_FILE, format: 'bmp' };
  if (text(bytes, 4, 4) !== 'ftyp' || bytes.length < 16) return undefined;
  const brands = text(bytes, 8, Math.min(viewOf(bytes).getUint32(0), 256, bytes.length) - 8);
  if (AVIF_BRANDS.some((brand) => brands.includes(brand))) return readIsobmff(bytes, 'avif');
  return HEIC_BRANDS.some((brand) => brands.includes(brand)) ? readIsobmff(bytes, 'heic') : undefined;
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
