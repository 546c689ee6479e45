import { mergedRanges, Tiff, type ByteRange, type TiffDirectory } from './tiff-directories.ts';

const ORIENTATION = 0x0112;
const EXIF = 0x8769;
const GPS = 0x8825;
const INTEROPERABILITY = 0xa005;
const WIDTH = 0xa002;
const HEIGHT = 0xa003;
/** Offsets and lengths of thumbnails: a small JPEG, or strips of samples. */
const THUMBNAILS: readonly (readonly [offsets: number, lengths: number])[] = [[0x0201, 0x0202], [0x0111, 0x0117]];
/** Whole blocks of other kinds of metadata (XMP, IPTC, Photoshop, GDAL), which may name places, and what GeoTIFF says of them. */
const EMBEDDED: readonly number[] = [0x02bc, 0x83bb, 0x8649, 0xa480, 0x830e, 0x8482, 0x85d8, 0x87af, 0x87b0, 0x87b1];
/** A directory names one place; more than a few is nonsense that would only take time. */
const MAX_PLACES = 16;

/** How the stored picture is to be turned, 1 to 8. */
export function orientationOf(exif: Uint8Array<ArrayBuffer> | undefined): number {
  if (!exif) return 1;
  const tiff = new Tiff(exif);
  const entry = tiff.first()?.entries.find(({ tag }) => tag === ORIENTATION);
  const found = entry && tiff.number(entry);
  return found !== undefined && found >= 1 && found <= 8 ? found : 1;
}

/** In which type of number a block says how its picture is to be turned, SHORT (3) as a rule: some decoders read no other. */
export function orientationType(exif: Uint8Array<ArrayBuffer> | undefined): number {
  const entry = exif && new Tiff(exif).first()?.entries.find(({ tag }) => tag === ORIENTATION);
  return entry?.type ?? 3;
}

/** True when the block says where the picture was taken. */
export function hasGps(exif: Uint8Array<ArrayBuffer> | undefined): boolean {
  if (!exif) return false;
  const tiff = new Tiff(exif);
  const first = tiff.first();
  return [first, first && tiff.inner(first, EXIF)].some((directory) => directory?.entries.some(({ tag }) => tag === GPS));
}

/**
 * A block fit for the saved picture: upright, of its size, without the thumbnail (which still shows the old face) and, if
 * asked, without the place. Edited where it lies, because makers' notes hold offsets into it. What leads nowhere in it is taken
 * as absent; undefined for what is no TIFF block at all.
 */
export function exifForSaving(exif: Uint8Array<ArrayBuffer>, size: { readonly widthPx: number; readonly heightPx: number }, keepsLocation: boolean): Uint8Array<ArrayBuffer> | undefined {
  const tiff = new Tiff(exif.slice());
  const first = tiff.first();
  if (!first) return undefined;
  const details = tiff.inner(first, EXIF);
  for (const entry of first.entries) if (entry.tag === ORIENTATION) tiff.setNumber(entry, 1);
  for (const entry of details?.entries ?? []) {
    if (entry.tag === WIDTH) tiff.setNumber(entry, size.widthPx);
    if (entry.tag === HEIGHT) tiff.setNumber(entry, size.heightPx);
  }
  const end = dropThumbnail(tiff, first);
  if (!keepsLocation && ![details, first].every((directory) => !directory || dropPlaces(tiff, directory))) return undefined;
  return tiff.bytes.slice(0, end);
}

/** Unlinks and blanks the thumbnail, and nothing that other entries use; returns where the block ends without it, if it lay at its end. */
function dropThumbnail(tiff: Tiff, first: TiffDirectory): number {
  const { length } = tiff.bytes;
  if (!tiff.has(first.nextAt, 4)) return length;
  const second = tiff.directory(tiff.long(first.nextAt));
  tiff.view.setUint32(first.nextAt, 0, tiff.isLittle);
  if (!second) return length;
  const used = mergedRanges(usedRanges(tiff, first), length);
  const isUsed = new Uint8Array(length);
  for (const [from, to] of used) isUsed.fill(1, from, to);
  const pictures = mergedRanges(THUMBNAILS.flatMap(([offsetTag, lengthTag]) => {
    const [offsets = [], lengths = []] = [offsetTag, lengthTag].map((tag) => second.entries.filter((entry) => entry.tag === tag).slice(0, 1).flatMap((entry) => tiff.numbers(entry)));
    return offsets.map((from, i): ByteRange => [from, from + (lengths[i] ?? 0)]);
    // Nothing leads to their directory any more, which may name a place of its own.
  }).concat([second, tiff.inner(second, GPS)].filter((directory) => directory !== undefined).flatMap(rangesOf)), length);
  for (const [from, to] of pictures) for (let at = from; at < to; at++) if (isUsed[at] === 0) tiff.bytes[at] = 0;
  const last = pictures.at(-1);
  return last?.[1] === length ? Math.max(last[0], used.at(-1)?.[1] ?? 0) : length;
}

/** What the block's directories and their values take up. */
function usedRanges(tiff: Tiff, first: TiffDirectory): ByteRange[] {
  const details = tiff.inner(first, EXIF);
  return [first, details, tiff.inner(first, GPS), details && tiff.inner(details, INTEROPERABILITY)].filter((directory) => directory !== undefined).flatMap(rangesOf).concat([[0, 8]]);
}

function rangesOf({ at, entries, nextAt }: TiffDirectory): ByteRange[] {
  return [[at, nextAt + 4], ...entries.map(({ valueAt, valueBytes }): ByteRange => [valueAt, valueAt + valueBytes])];
}

/** Blanks the place with all its values, and what may name one; false where there are so many that it would only take time. */
function dropPlaces(tiff: Tiff, directory: TiffDirectory): boolean {
  const dropped = directory.entries.filter(({ tag }) => tag === GPS || EMBEDDED.includes(tag));
  if (dropped.length === 0) return true;
  if (dropped.length > MAX_PLACES) return false;
  const ranges = dropped.flatMap((entry): ByteRange[] => {
    if (entry.tag !== GPS) return [[entry.valueAt, entry.valueAt + entry.valueBytes]];
    const place = tiff.directory(tiff.number(entry) ?? 0);
    return place && place.at !== directory.at ? rangesOf(place) : [];
  });
  tiff.keepEntries(directory, ({ tag }) => tag !== GPS && !EMBEDDED.includes(tag));
  const own: ByteRange = [directory.at, directory.nextAt + 4];
  for (const [from, to] of mergedRanges(ranges, tiff.bytes.length)) {
    // The header and the directory that they were named in stay, wherever their offsets lead.
    tiff.bytes.fill(0, Math.max(8, from), Math.min(to, Math.max(8, own[0])));
    tiff.bytes.fill(0, Math.max(own[1], from), to);
  }
  return true;
}
