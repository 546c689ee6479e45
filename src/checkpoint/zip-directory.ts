import type { ByteSource } from '../core/byte-source.ts';
import { checkpointError, quote } from './checkpoint-error.ts';
import type { CheckpointLimits } from './limits.ts';

/** One file of a zip, as its central directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  readonly headerOffset: number;
  /** Local header and name, without its extra fields. */
  readonly headerBytes: number;
  /** Where the next entry or the directory begins: the data must end before. */
  readonly limitOffset: number;
}

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const END64_BYTES = 56;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR_BYTES = 20;
const LOCATOR_SIGNATURE = 0x07064b50;
const RECORD_BYTES = 46;
const RECORD_SIGNATURE = 0x02014b50;
const MAX_COMMENT_BYTES = 0xffff;
const SEE_ZIP64 = 0xffffffff;
const SEE_ZIP64_COUNT = 0xffff;
const ZIP64_EXTRA = 0x0001;

export const LOCAL_HEADER_BYTES = 30;

interface DirectoryPlace {
  readonly count: number;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Where the records after the directory begin. */
  readonly endOffset: number;
}

/**
 * The entries of a zip file by name, in the directory's order.
 * Layout: PKWARE APPNOTE 6.3.9, sections 4.3.12 to 4.3.16 and 4.5.3.
 * @throws AppError `checkpoint-truncated`, `checkpoint-corrupt`, `checkpoint-too-large`,
 *   `checkpoint-duplicate-entry`, `checkpoint-overlapping-entries`
 */
export async function readZipDirectory(source: ByteSource, limits: CheckpointLimits): Promise<ReadonlyMap<string, ZipEntry>> {
  const place = await findDirectory(source);
  checkPlace(place, limits);
  const records = parseRecords(await source.read(place.offset, place.sizeBytes), place.count);
  return withLimits(records, place.offset);
}

async function findDirectory(source: ByteSource): Promise<DirectoryPlace> {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + MAX_COMMENT_BYTES);
  const tailOffset = source.sizeBytes - tailBytes;
  const tail = viewOf(await source.read(tailOffset, tailBytes));
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + tail.getUint16(at + 20, true) !== tailBytes) continue;
    const place: DirectoryPlace = {
      count: tail.getUint16(at + 10, true),
      sizeBytes: tail.getUint32(at + 12, true),
      offset: tail.getUint32(at + 16, true),
      endOffset: tailOffset + at,
    };
    return await followZip64(source, place);
  }
  throw checkpointError({
    code: 'checkpoint-truncated',
    expected: 'a zip directory at the end',
    subject: 'the checkpoint',
    received: `${source.sizeBytes} bytes that start as a zip and end without one`,
  });
}

async function followZip64(source: ByteSource, place: DirectoryPlace): Promise<DirectoryPlace> {
  const locatorOffset = place.endOffset - LOCATOR_BYTES;
  const isNeeded = place.count === SEE_ZIP64_COUNT || place.sizeBytes === SEE_ZIP64 || place.offset === SEE_ZIP64;
  const locator = locatorOffset < 0 ? null : viewOf(await source.read(locatorOffset, LOCATOR_BYTES));
  if (locator?.getUint32(0, true) !== LOCATOR_SIGNATURE) {
    if (!isNeeded) return place;
    throw corrupt('a zip64 locator', 'the zip directory', 'none');
  }
  const end64Offset = Number(locator.getBigUint64(8, true));
  if (end64Offset + END64_BYTES > locatorOffset) {
    throw corrupt(`a position before byte ${locatorOffset}`, 'the zip64 directory', `${end64Offset}`);
  }
  const end64 = viewOf(await source.read(end64Offset, END64_BYTES));
  if (end64.getUint32(0, true) !== END64_SIGNATURE) throw corrupt('a zip64 end record', `byte ${end64Offset}`, 'something else');
  return {
    count: Number(end64.getBigUint64(32, true)),
    sizeBytes: Number(end64.getBigUint64(40, true)),
    offset: Number(end64.getBigUint64(48, true)),
    endOffset: end64Offset,
  };
}

function checkPlace({ count, offset, sizeBytes, endOffset }: DirectoryPlace, limits: CheckpointLimits): void {
  const subject = 'the zip directory';
  if (offset + sizeBytes !== endOffset) {
    throw corrupt(`an end at byte ${endOffset}`, subject, `${sizeBytes} bytes from byte ${offset}`);
  }
  if (sizeBytes > limits.maxIndexBytes) {
    const expected = `at most ${limits.maxIndexBytes} bytes`;
    throw checkpointError({ code: 'checkpoint-too-large', expected, subject, received: `${sizeBytes}` });
  }
  if (count * RECORD_BYTES > sizeBytes) throw corrupt(`at most ${Math.floor(sizeBytes / RECORD_BYTES)} entries`, subject, `${count}`);
}

type ZipRecord = Omit<ZipEntry, 'limitOffset'>;

function parseRecords(bytes: Uint8Array, count: number): ZipRecord[] {
  const view = viewOf(bytes);
  const decoder = new TextDecoder();
  const records: ZipRecord[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + RECORD_BYTES > bytes.byteLength || view.getUint32(at, true) !== RECORD_SIGNATURE) {
      throw corrupt(`${count} entries`, 'the zip directory', `a broken record after ${i}`);
    }
    const nameBytes = view.getUint16(at + 28, true);
    const extraBytes = view.getUint16(at + 30, true);
    const extraAt = at + RECORD_BYTES + nameBytes;
    const next = extraAt + extraBytes + view.getUint16(at + 32, true);
    if (next > bytes.byteLength) throw corrupt(`${count} entries`, 'the zip directory', `a record cut off after ${i}`);
    const name = decoder.decode(bytes.subarray(at + RECORD_BYTES, extraAt));
    const sizes = readSizes(view, at, { at: extraAt, end: extraAt + extraBytes, name });
    records.push({
      name,
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      headerBytes: LOCAL_HEADER_BYTES + nameBytes,
      ...sizes,
    });
    at = next;
  }
  return records;
}

type ZipSizes = Pick<ZipEntry, 'compressedBytes' | 'sizeBytes' | 'headerOffset'>;

/** The three numbers of a record that move to the zip64 extra field, in this order, when they do not fit. */
function readSizes(view: DataView, at: number, extra: { at: number; end: number; name: string }): ZipSizes {
  const short = { sizeBytes: view.getUint32(at + 24, true), compressedBytes: view.getUint32(at + 20, true), headerOffset: view.getUint32(at + 42, true) };
  let wide = findZip64Extra(view, extra.at, extra.end);
  const resolve = (value: number): number => {
    if (value !== SEE_ZIP64) return value;
    if (wide === null || wide.at + 8 > wide.end) throw corrupt('a zip64 size', `zip entry ${quote(extra.name)}`, 'none');
    const long = Number(view.getBigUint64(wide.at, true));
    wide = { at: wide.at + 8, end: wide.end };
    return long;
  };
  const sizeBytes = resolve(short.sizeBytes);
  const compressedBytes = resolve(short.compressedBytes);
  return { sizeBytes, compressedBytes, headerOffset: resolve(short.headerOffset) };
}

function findZip64Extra(view: DataView, start: number, end: number): { at: number; end: number } | null {
  for (let at = start; at + 4 <= end; ) {
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === ZIP64_EXTRA && fieldEnd <= end) return { at: at + 4, end: fieldEnd };
    at = fieldEnd;
  }
  return null;
}

/** Checks that the entries lie one after the other, each name once, and notes where each must end. */
function withLimits(records: readonly ZipRecord[], directoryOffset: number): ReadonlyMap<string, ZipEntry> {
  const byOffset = [...records].sort((a, b) => a.headerOffset - b.headerOffset);
  const limits = new Map<ZipRecord, number>();
  byOffset.forEach((record, i) => {
    const limitOffset = byOffset[i + 1]?.headerOffset ?? directoryOffset;
    const end = record.headerOffset + record.headerBytes + record.compressedBytes;
    if (!(end <= limitOffset)) {
      throw checkpointError({
        code: 'checkpoint-overlapping-entries',
        expected: `an end before byte ${limitOffset}`,
        subject: `zip entry ${quote(record.name)}`,
        received: `${record.compressedBytes} bytes from byte ${record.headerOffset}`,
      });
    }
    limits.set(record, limitOffset);
  });
  const entries = new Map<string, ZipEntry>();
  for (const record of records) {
    if (entries.has(record.name)) {
      const subject = `zip entry ${quote(record.name)}`;
      throw checkpointError({ code: 'checkpoint-duplicate-entry', expected: 'one file', subject, received: 'two of this name' });
    }
    entries.set(record.name, { ...record, limitOffset: limits.get(record) ?? 0 });
  }
  return entries;
}

/** Little-endian access to bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function corrupt(expected: string, subject: string, received: string): Error {
  return checkpointError({ code: 'checkpoint-corrupt', expected, subject, received });
}
