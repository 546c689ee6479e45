import { writtenExif } from './fitting-exif.ts';
import { PLAIN_FILE, type PictureFile } from './picture-file.ts';
import { Tiff } from './tiff-directories.ts';

const PHOTOMETRIC = 0x0106;
const XMP = 0x02bc;
const ICC = 0x8773;
const GREY: readonly number[] = [0, 1];
const CMYK = 5;
/** CIE L*a*b*, ICC Lab, ITU Lab. */
const LAB: readonly number[] = [8, 9, 10];
/** Far beyond any profile or packet. */
const MAX_BLOCK_BYTES = 16 * 2 ** 20;

/** Whether a TIFF file holds Lab, which few decoders read and none as they all mean it. */
export function isLabTiff(bytes: Uint8Array<ArrayBuffer>): boolean {
  const tiff = new Tiff(bytes);
  const entry = tiff.first()?.entries.find(({ tag }) => tag === PHOTOMETRIC);
  return entry !== undefined && LAB.includes(tiff.number(entry) ?? 0);
}

/** Reads a TIFF file's metadata and kind; of BigTIFF, whose offsets are wider, only that it is one. */
export function readTiff(bytes: Uint8Array<ArrayBuffer>): PictureFile {
  const isClassic = bytes[2] === 42 || bytes[3] === 42;
  const tiff = new Tiff(bytes);
  const first = isClassic ? tiff.first() : undefined;
  if (!first) return { ...PLAIN_FILE, format: 'tiff' };
  const entry = (tag: number): (typeof first.entries)[number] | undefined => first.entries.find((candidate) => candidate.tag === tag);
  const block = (tag: number): Uint8Array<ArrayBuffer> | undefined => {
    const found = entry(tag);
    return found && found.valueBytes <= MAX_BLOCK_BYTES && tiff.has(found.valueAt, found.valueBytes) ? bytes.slice(found.valueAt, found.valueAt + found.valueBytes) : undefined;
  };
  const photometric = entry(PHOTOMETRIC);
  const kind = photometric && tiff.number(photometric);
  const xmp = block(XMP);
  return {
    ...PLAIN_FILE, format: 'tiff', icc: block(ICC), xmp: xmp && new TextDecoder().decode(xmp), exif: writtenExif(bytes),
    isCmyk: kind === CMYK, isGrey: kind === undefined ? undefined : GREY.includes(kind),
  };
}
