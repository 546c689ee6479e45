import { text, viewOf } from './picture-file.ts';

const ORIENTATION = 0x0112;
const GPS = 0x8825;
const EXIF = 0x8769;
const WIDTH = 0xa002;
const HEIGHT = 0xa003;
const THUMBNAIL_OFFSET = 0x0201;
const THUMBNAIL_BYTES = 0x0202;
/** Bytes of a value of each TIFF type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

interface Entry {
  readonly tag: number;
  readonly type: number;
  /** Of the twelve bytes of the entry. */
  readonly at: number;
  readonly valueAt: number;
  readonly valueBytes: number;
}

interface Directory {
  readonly at: number;
  readonly entries: readonly Entry[];
  /** Where the offset of the next directory is written. */
  readonly nextAt: number;
}

class Tiff {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly isLittle: boolean;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.isLittle = text(bytes, 0, 2) === 'II';
  }

  short(at: number): number { return this.view.getUint16(at, this.isLittle); }
  long(at: number): number { return this.view.getUint32(at, this.isLittle); }

  directory(at: number): Directory {
    const entries = Array.from({ length: this.short(at) }, (_, i): Entry => {
      const from = at + 2 + 12 * i;
      const type = this.short(from + 2);
      const valueBytes = (TYPE_BYTES[type] ?? 1) * this.long(from + 4);
      return { tag: this.short(from), type, at: from, valueAt: valueBytes > 4 ? this.long(from + 8) : from + 8, valueBytes };
    });
    return { at, entries, nextAt: at + 2 + 12 * entries.length };
  }

  /** The number of an entry of type SHORT or LONG. */
  number({ type, valueAt }: Entry): number { return type === 3 ? this.short(valueAt) : this.long(valueAt); }

  setNumber({ type, valueAt }: Entry, value: number): void {
    if (type === 3) this.view.setUint16(valueAt, value, this.isLittle);
    else this.view.setUint32(valueAt, value, this.isLittle);
  }
}

/** Reads from a block that may be broken: then there is nothing in it. */
function reading<T>(exif: Uint8Array<ArrayBuffer>, read: (tiff: Tiff, first: Directory) => T): T | undefined {
  try {
    const tiff = new Tiff(exif);
    return read(tiff, tiff.directory(tiff.long(4)));
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

/** How the stored picture is to be turned, 1 to 8. */
export function orientationOf(exif: Uint8Array<ArrayBuffer> | undefined): number {
  const found = exif && reading(exif, (tiff, { entries }) => {
    const entry = entries.find(({ tag }) => tag === ORIENTATION);
    return entry && tiff.number(entry);
  });
  return found !== undefined && found >= 1 && found <= 8 ? found : 1;
}

/** True when the block says where the picture was taken. */
export function hasGps(exif: Uint8Array<ArrayBuffer> | undefined): boolean {
  return exif !== undefined && reading(exif, (_tiff, { entries }) => entries.some(({ tag }) => tag === GPS)) === true;
}

/**
 * A block fit for the saved picture: upright, of its size, without the thumbnail (which still shows the old face) and, if
 * asked, without the place. Edited where it lies, because makers' notes hold offsets into it. Undefined for a broken block.
 */
export function exifForSaving(exif: Uint8Array<ArrayBuffer>, size: { readonly widthPx: number; readonly heightPx: number }, keepsLocation: boolean): Uint8Array<ArrayBuffer> | undefined {
  return reading(exif.slice(), (tiff, first) => {
    const find = (tag: number): Entry | undefined => first.entries.find((entry) => entry.tag === tag);
    const orientation = find(ORIENTATION);
    if (orientation) tiff.setNumber(orientation, 1);
    const details = find(EXIF);
    if (details) {
      for (const entry of tiff.directory(tiff.number(details)).entries) {
        if (entry.tag === WIDTH) tiff.setNumber(entry, size.widthPx);
        if (entry.tag === HEIGHT) tiff.setNumber(entry, size.heightPx);
      }
    }
    const end = dropThumbnail(tiff, first);
    const gps = find(GPS);
    if (gps && !keepsLocation) dropDirectory(tiff, first, gps);
    return tiff.bytes.slice(0, end);
  });
}

/** Unlinks and blanks the thumbnail; returns where the block ends without it, if it lay at its end. */
function dropThumbnail(tiff: Tiff, first: Directory): number {
  const at = tiff.long(first.nextAt);
  if (at === 0) return tiff.bytes.length;
  tiff.view.setUint32(first.nextAt, 0, tiff.isLittle);
  const second = tiff.directory(at);
  const start = second.entries.find(({ tag }) => tag === THUMBNAIL_OFFSET);
  const length = second.entries.find(({ tag }) => tag === THUMBNAIL_BYTES);
  if (!start || !length) return tiff.bytes.length;
  const from = tiff.number(start);
  const to = from + tiff.number(length);
  tiff.bytes.fill(0, from, to);
  return to >= tiff.bytes.length ? from : tiff.bytes.length;
}

/** Blanks a directory with all its values, and closes the gap that its entry leaves. */
function dropDirectory(tiff: Tiff, first: Directory, entry: Entry): void {
  const { at, entries, nextAt } = tiff.directory(tiff.number(entry));
  for (const { valueAt, valueBytes } of entries) tiff.bytes.fill(0, valueAt, valueAt + valueBytes);
  tiff.bytes.fill(0, at, nextAt + 4);
  tiff.bytes.copyWithin(entry.at, entry.at + 12, first.nextAt + 4);
  tiff.bytes.fill(0, first.nextAt - 8, first.nextAt + 4);
  tiff.view.setUint16(first.at, first.entries.length - 1, tiff.isLittle);
}
