import { Tiff, type TiffDirectory } from './tiff-directories.ts';

const EXIF = 0x8769;
const GPS = 0x8825;
const INTEROPERABILITY = 0xa005;
/** Offsets into the file, meaningless in another block: of strips, tiles, and further pictures. */
const LEFT_OUT: readonly number[] = [0x0111, 0x0117, 0x0144, 0x0145, 0x014a, 0x0201, 0x0202];
/** Tags of a TIFF file's first directory that tell of the picture and not of how its samples lie. */
const OF_THE_CAMERA: readonly number[] = [0x010e, 0x010f, 0x0110, 0x0112, 0x011a, 0x011b, 0x0128, 0x0131, 0x0132, 0x013b, 0x8298, EXIF, GPS];
const HEADER_BYTES = 8;
const MAX_ENTRIES = 2000;

/** An entry with its value, or with the directory that it points to. */
interface Part {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: Uint8Array;
  readonly inner?: readonly Part[] | undefined;
}

/**
 * An EXIF block of at most so many bytes: as it is, else written anew without its longest values (a maker's note as a rule);
 * undefined where nothing fits.
 */
export function fittingExif(exif: Uint8Array<ArrayBuffer>, maxBytes: number): Uint8Array<ArrayBuffer> | undefined {
  if (exif.length <= maxBytes) return exif;
  const tiff = new Tiff(exif);
  const first = tiff.first();
  const parts = first && partsOf(tiff, first, [EXIF, GPS]);
  if (!parts || parts.length === 0) return undefined;
  const lengths = valuesOf(parts).map(({ value }) => value.length).sort((a, b) => b - a);
  // The longest value that still fits, found by halving: what is longer goes.
  let [low, high] = [0, lengths.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sizeOf(shortened(parts, lengths[middle]!)) <= maxBytes - HEADER_BYTES) high = middle;
    else low = middle + 1;
  }
  return low < lengths.length ? written(tiff, shortened(parts, lengths[low]!)) : undefined;
}

/** What a TIFF file says of its camera and place, as an EXIF block; undefined where it says nothing. */
export function writtenExif(file: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | undefined {
  const tiff = new Tiff(file);
  const first = tiff.first();
  const parts = first && partsOf(tiff, first, [EXIF, GPS]).filter(({ tag }) => OF_THE_CAMERA.includes(tag));
  return parts && parts.length > 0 ? written(tiff, parts) : undefined;
}

function partsOf(tiff: Tiff, { entries }: TiffDirectory, pointers: readonly number[]): readonly Part[] {
  return entries.slice(0, MAX_ENTRIES).flatMap((entry): readonly Part[] => {
    const { tag, type, count, valueAt, valueBytes } = entry;
    if (LEFT_OUT.includes(tag) || !tiff.has(valueAt, valueBytes)) return [];
    if (!pointers.includes(tag)) return [{ tag, type, count, value: tiff.bytes.subarray(valueAt, valueAt + valueBytes) }];
    const inner = tiff.directory(tiff.number(entry) ?? 0);
    return inner ? [{ tag, type: 4, count: 1, value: new Uint8Array(4), inner: partsOf(tiff, inner, tag === EXIF ? [INTEROPERABILITY] : []) }] : [];
  });
}

function valuesOf(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap(({ inner, ...part }) => (inner ? valuesOf(inner) : [part]));
}

function shortened(parts: readonly Part[], maxValueBytes: number): readonly Part[] {
  return parts.filter(({ inner, value }) => inner !== undefined || value.length <= maxValueBytes).map((part) => (part.inner ? { ...part, inner: shortened(part.inner, maxValueBytes) } : part));
}

/** Bytes of a directory with its values and the directories in it; values begin at even places. */
function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, { value, inner }) => sum + 12 + (inner ? sizeOf(inner) : value.length > 4 ? value.length + (value.length & 1) : 0), 6);
}

function written({ isLittle }: Tiff, parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(HEADER_BYTES + sizeOf(parts));
  const view = new DataView(out.buffer);
  out.set(isLittle ? [0x49, 0x49, 42, 0, 8, 0, 0, 0] : [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
  let free = HEADER_BYTES;
  const write = (directory: readonly Part[]): number => {
    const at = free;
    free += 6 + 12 * directory.length;
    view.setUint16(at, directory.length, isLittle);
    directory.forEach(({ tag, type, count, value, inner }, i) => {
      const entry = at + 2 + 12 * i;
      view.setUint16(entry, tag, isLittle);
      view.setUint16(entry + 2, type, isLittle);
      view.setUint32(entry + 4, count, isLittle);
      if (inner) view.setUint32(entry + 8, write(inner), isLittle);
      else if (value.length <= 4) out.set(value, entry + 8);
      else {
        view.setUint32(entry + 8, free, isLittle);
        out.set(value, free);
        free += value.length + (value.length & 1);
      }
    });
    return at;
  };
  write(parts);
  return out;
}
