import type { ByteSource } from '../core/byte-source.ts';
import { checkpointError, quote } from './checkpoint-error.ts';
import { crc32 } from '../core/crc32.ts';
import { inflate } from './inflate.ts';
import type { CheckpointLimits } from './limits.ts';
import { LOCAL_HEADER_BYTES, readZipDirectory, viewOf, type ZipEntry } from './zip-directory.ts';

const LOCAL_SIGNATURE = 0x04034b50;
const STORED = 0;
const DEFLATED = 8;
/** Weights barely compress; an entry that promises more than this much growth is a bomb, unless it is small anyway. */
const MAX_GROWTH = 64;
const HARMLESS_BYTES = 2 ** 24;
/** Inflated entries that are kept, in bytes; the last one is, whatever its size. */
const MAX_KEPT_BYTES = 2 ** 26;

/** A zip file whose entries are read piece by piece. */
export class ZipArchive {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  readonly #source: ByteSource;
  readonly #limits: CheckpointLimits;
  /** The last inflated entries, the latest last: views that share a deflated storage would otherwise inflate it again and again. */
  readonly #kept = new Map<ZipEntry, Promise<Uint8Array<ArrayBuffer>>>();
  /** Bytes inflated so far, repetitions too. */
  #inflatedBytes = 0;

  private constructor(source: ByteSource, limits: CheckpointLimits, entries: ReadonlyMap<string, ZipEntry>) {
    this.#source = source;
    this.#limits = limits;
    this.entries = entries;
  }

  /**
   * Reads the directory, no entry.
   * @throws AppError, see `readZipDirectory`
   */
  static async open(source: ByteSource, limits: CheckpointLimits): Promise<ZipArchive> {
    return new ZipArchive(source, limits, await readZipDirectory(source, limits));
  }

  /**
   * Refuses an entry that cannot be read or claims to inflate to more than it may, before any of it is read.
   * @throws AppError `checkpoint-unsupported-zip`, `checkpoint-zip-bomb`
   */
  check(entry: ZipEntry): void {
    checkMethod(entry);
    const allowed = Math.min(this.#limits.maxInflatedBytes, Math.max(HARMLESS_BYTES, MAX_GROWTH * entry.compressedBytes));
    if (entry.method === DEFLATED && !(entry.sizeBytes <= allowed)) throw bomb(entry, `at most ${allowed} bytes once inflated`, `${entry.sizeBytes}`);
  }

  /**
   * A range of an entry's bytes. The checksum is checked whenever the whole entry is read, so always for deflated ones;
   * torch.save can be told to leave it out and then writes 0.
   * @throws AppError `checkpoint-unsupported-zip`, `checkpoint-corrupt`, `checkpoint-zip-bomb`
   */
  async read(entry: ZipEntry, offset: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    this.check(entry);
    if (entry.method === DEFLATED) {
      const bytes = await this.#inflate(entry);
      return bytes.slice(offset, offset + lengthBytes);
    }
    const dataOffset = await this.#locate(entry);
    const bytes = await this.#source.read(dataOffset + offset, lengthBytes);
    if (lengthBytes === entry.sizeBytes) checkChecksum(entry, bytes);
    return bytes;
  }

  #inflate(entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
    const known = this.#kept.get(entry);
    if (known) {
      this.#kept.delete(entry);
      this.#kept.set(entry, known);
      return known;
    }
    // One entry at a time is harmless; the same few again and again, or thousands of them, are not.
    this.#inflatedBytes += entry.sizeBytes;
    const allowed = Math.max(2 * HARMLESS_BYTES, MAX_GROWTH * this.#source.sizeBytes);
    if (this.#inflatedBytes > allowed) throw bomb(entry, `at most ${allowed} bytes once everything asked for is inflated`, 'more');
    const bytes = this.#readDeflated(entry);
    this.#kept.set(entry, bytes);
    let keptBytes = [...this.#kept.keys()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const oldest of this.#kept.keys()) {
      if (keptBytes <= MAX_KEPT_BYTES || oldest === entry) break;
      this.#kept.delete(oldest);
      keptBytes -= oldest.sizeBytes;
    }
    return bytes;
  }

  async #readDeflated(entry: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
    const compressed = await this.#source.read(await this.#locate(entry), entry.compressedBytes);
    const outcome = inflate(compressed, entry.sizeBytes);
    switch (outcome.kind) {
      case 'too-long':
        throw bomb(entry, `the declared ${entry.sizeBytes} bytes once inflated`, 'more');
      case 'too-short':
        throw corrupt(entry, `${entry.sizeBytes} bytes once inflated`, `${outcome.received}`);
      case 'broken':
        throw corrupt(entry, 'a deflate stream', 'a broken one', outcome.cause);
      case 'complete':
        checkChecksum(entry, outcome.bytes);
        return outcome.bytes;
    }
  }

  /** Offset of an entry's data: its local header may carry other extra fields than the directory. */
  async #locate(entry: ZipEntry): Promise<number> {
    const bytes = await this.#source.read(entry.headerOffset, entry.headerBytes);
    const header = viewOf(bytes);
    if (header.getUint32(0, true) !== LOCAL_SIGNATURE) throw corrupt(entry, `a local header at byte ${entry.headerOffset}`, 'none');
    if (header.getUint16(8, true) !== entry.method) {
      throw corrupt(entry, `method ${entry.method} in its local header too`, `${header.getUint16(8, true)}`);
    }
    const name = new TextDecoder().decode(bytes.subarray(LOCAL_HEADER_BYTES));
    if (header.getUint16(26, true) !== entry.headerBytes - LOCAL_HEADER_BYTES || name !== entry.name) {
      throw corrupt(entry, 'the same name in its local header', quote(name));
    }
    const dataOffset = entry.headerOffset + entry.headerBytes + header.getUint16(28, true);
    if (dataOffset + entry.compressedBytes > entry.limitOffset) {
      throw corrupt(entry, `data that ends before byte ${entry.limitOffset}`, `${entry.compressedBytes} bytes from byte ${dataOffset}`);
    }
    return dataOffset;
  }
}

function checkMethod(entry: ZipEntry): void {
  const isKnown = (entry.method === STORED && entry.sizeBytes === entry.compressedBytes) || entry.method === DEFLATED;
  if (isKnown && !entry.encrypted) return;
  const received = entry.encrypted ? 'an encrypted one' : `method ${entry.method}, ${entry.compressedBytes} bytes for ${entry.sizeBytes}`;
  throw checkpointError({
    code: 'checkpoint-unsupported-zip',
    expected: 'a stored or deflated entry',
    subject: `zip entry ${quote(entry.name)}`,
    received,
  });
}

function checkChecksum(entry: ZipEntry, bytes: Uint8Array): void {
  if (entry.crc32 === 0) return;
  const actual = crc32(bytes);
  if (actual !== entry.crc32) throw corrupt(entry, `the checksum ${entry.crc32.toString(16)}`, actual.toString(16));
}

function corrupt(entry: ZipEntry, expected: string, received: string, cause?: unknown): Error {
  return checkpointError({ code: 'checkpoint-corrupt', expected, subject: `zip entry ${quote(entry.name)}`, received, cause });
}

function bomb(entry: ZipEntry, expected: string, received: string): Error {
  return checkpointError({ code: 'checkpoint-zip-bomb', expected, subject: `zip entry ${quote(entry.name)}`, received });
}
