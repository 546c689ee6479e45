import { text, viewOf } from './picture-file.ts';

/** Bytes of a value of each TIFF type. */
const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const SHORT = 3;
const LONG = 4;
/** A LONG that is known to lead to a directory. */
const IFD = 13;
const ENTRY_BYTES = 12;
const MAX_NUMBERS = 4096;

export interface TiffEntry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  /** Of the twelve bytes of the entry. */
  readonly at: number;
  readonly valueAt: number;
  readonly valueBytes: number;
}

export interface TiffDirectory {
  readonly at: number;
  /** As many as the block has room for, whatever it says. */
  readonly entries: readonly TiffEntry[];
  /** Where the offset of the next directory is written; outside the block where that is cut short. */
  readonly nextAt: number;
}

/** Reads and changes a TIFF block where it lies. Offsets may lead anywhere: what they lead to outside the block is taken as absent. */
export class Tiff {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  readonly isLittle: boolean;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.isLittle = text(bytes, 0, 2) === 'II';
  }

  /** The first directory; undefined for what is no TIFF block. */
  first(): TiffDirectory | undefined {
    const isTiff = this.bytes.length >= 8 && (this.isLittle || text(this.bytes, 0, 2) === 'MM');
    return isTiff ? this.directory(this.long(4)) : undefined;
  }

  short(at: number): number { return this.view.getUint16(at, this.isLittle); }
  long(at: number): number { return this.view.getUint32(at, this.isLittle); }
  has(at: number, bytes: number): boolean { return at >= 0 && at + bytes <= this.bytes.length; }

  /** Undefined where no directory can begin. */
  directory(at: number): TiffDirectory | undefined {
    if (at < 8 || !this.has(at, 2)) return undefined;
    const claimed = this.short(at);
    const count = Math.min(claimed, Math.floor((this.bytes.length - at - 2) / ENTRY_BYTES));
    const entries = Array.from({ length: count }, (_, i): TiffEntry => {
      const from = at + 2 + ENTRY_BYTES * i;
      const type = this.short(from + 2);
      const values = this.long(from + 4);
      const valueBytes = (TYPE_BYTES[type] ?? 1) * values;
      return { tag: this.short(from), type, count: values, at: from, valueAt: valueBytes > 4 ? this.long(from + 8) : from + 8, valueBytes };
    });
    return { at, entries, nextAt: at + 2 + ENTRY_BYTES * claimed };
  }

  /** The directory that an entry points to. */
  inner({ entries }: TiffDirectory, tag: number): TiffDirectory | undefined {
    const entry = entries.find((candidate) => candidate.tag === tag);
    const at = entry && this.number(entry);
    return at === undefined ? undefined : this.directory(at);
  }

  /** The first number of an entry of type SHORT, LONG or IFD. */
  number({ type, valueAt }: TiffEntry): number | undefined {
    if (type !== SHORT && type !== LONG && type !== IFD) return undefined;
    if (!this.has(valueAt, type === SHORT ? 2 : 4)) return undefined;
    return type === SHORT ? this.short(valueAt) : this.long(valueAt);
  }

  /** The numbers of an entry of type SHORT or LONG that lie within the block, a few thousand at most. */
  numbers({ type, count, valueAt }: TiffEntry): number[] {
    if (type !== SHORT && type !== LONG) return [];
    const bytes = type === SHORT ? 2 : 4;
    const room = Math.max(0, Math.floor((this.bytes.length - valueAt) / bytes));
    return Array.from({ length: Math.min(count, room, MAX_NUMBERS) }, (_, i) => (type === SHORT ? this.short(valueAt + i * bytes) : this.long(valueAt + i * bytes)));
  }

  /** Makes an entry one number, whatever it was. */
  setNumber({ type, at }: TiffEntry, value: number): void {
    const isShort = type === SHORT && value <= 0xffff;
    this.view.setUint16(at + 2, isShort ? SHORT : LONG, this.isLittle);
    this.view.setUint32(at + 4, 1, this.isLittle);
    this.view.setUint32(at + 8, 0, this.isLittle);
    if (isShort) this.view.setUint16(at + 8, value, this.isLittle);
    else this.view.setUint32(at + 8, value, this.isLittle);
  }

  /** Leaves the wanted entries in a directory and closes the gaps; the values are the caller's to blank. */
  keepEntries(directory: TiffDirectory, isWanted: (entry: TiffEntry) => boolean): void {
    const kept = directory.entries.filter(isWanted);
    const next = this.has(directory.nextAt, 4) ? this.long(directory.nextAt) : 0;
    let to = directory.at + 2;
    for (const { at } of kept) {
      this.bytes.copyWithin(to, at, at + ENTRY_BYTES);
      to += ENTRY_BYTES;
    }
    this.bytes.fill(0, to, directory.nextAt + 4);
    this.view.setUint16(directory.at, kept.length, this.isLittle);
    if (this.has(to, 4)) this.view.setUint32(to, next, this.isLittle);
  }
}

export type ByteRange = readonly [from: number, to: number];

/** Ranges in order and without overlap, within `length`: however many there are, they are at most so long together. */
export function mergedRanges(ranges: readonly ByteRange[], length: number): ByteRange[] {
  const sorted = ranges.map(([from, to]): ByteRange => [from, Math.min(to, length)]).filter(([from, to]) => from < to).sort(([a], [b]) => a - b);
  const merged: ByteRange[] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}
