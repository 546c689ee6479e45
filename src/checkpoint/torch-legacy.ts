import type { ByteSource } from '../core/byte-source.ts';
import { AppError } from '../core/app-error.ts';
import { checkpointError, quote } from './checkpoint-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import { BYTES_PER_ELEMENT } from './dtype.ts';
import { flatten } from './flatten.ts';
import type { CheckpointLimits } from './limits.ts';
import { describeValue, isSequence, type PickleValue, type StorageDeclaration } from './pickle-values.ts';
import { makeCheckpoint, type Storage } from './tensor-table.ts';
import { placeTensors } from './torch-storages.ts';
import { unpickle } from './unpickler.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
const PROTOCOL_VERSION = 1001;
const FIRST_WINDOW_BYTES = 2 ** 20;
/** Each storage begins with its element count. */
const COUNT_BYTES = 8;
const COUNT_WINDOW_BYTES = 2 ** 12;

interface LegacyIndex {
  readonly value: PickleValue;
  /** Keys of the storages in the file's order. */
  readonly keys: readonly string[];
  readonly declared: ReadonlyMap<string, StorageDeclaration>;
  readonly endOffset: number;
}

/**
 * Opens a file that torch.save has written before version 1.6: five pickles (magic number, protocol version, system,
 * saved object, storage keys), then each storage as an int64 element count and its elements.
 * @throws AppError of any code but those of the other formats and of `readFloat32`
 */
export async function openTorchLegacy(source: ByteSource, limits: CheckpointLimits): Promise<Checkpoint> {
  const { value, keys, declared, endOffset } = await readIndex(source, limits);
  const { tensors, plain } = flatten(value, limits);
  const storages = await placeStorages(source, keys, declared, endOffset);
  const content = { format: 'torch-legacy', sizeBytes: source.sizeBytes, plain, tensors: placeTensors(tensors, storages) } as const;
  return makeCheckpoint(content, limits);
}

/** Nothing says how long the pickles are, so the window grows until they fit. */
async function readIndex(source: ByteSource, limits: CheckpointLimits): Promise<LegacyIndex> {
  const largest = Math.min(source.sizeBytes, limits.maxIndexBytes);
  for (let window = FIRST_WINDOW_BYTES; ; window *= 2) {
    const bytes = await source.read(0, Math.min(window, largest));
    try {
      return parseIndex(bytes, limits);
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'checkpoint-truncated')) throw error;
      if (bytes.byteLength < largest) continue;
      if (largest === source.sizeBytes) throw error;
      const expected = `at most ${largest} bytes`;
      throw checkpointError({ code: 'checkpoint-too-large', expected, subject: "the checkpoint's pickles", received: 'more', cause: error });
    }
  }
}

function parseIndex(bytes: Uint8Array, limits: CheckpointLimits): LegacyIndex {
  const declared = new Map<string, StorageDeclaration>();
  let at = 0;
  const next = (): PickleValue => {
    const { value, endOffset } = unpickle(bytes, at, limits, declared);
    at = endOffset;
    return value;
  };
  const magic = next();
  if (magic !== MAGIC) {
    const received = `a pickle that starts with ${describeValue(magic)}`;
    throw checkpointError({ code: 'checkpoint-not-a-checkpoint', expected: "torch.save's magic number", subject: 'the file', received });
  }
  const version = next();
  if (version !== PROTOCOL_VERSION) throw broken(`${PROTOCOL_VERSION}`, 'the protocol version', describeValue(version));
  checkByteOrder(next());
  const value = next();
  const keys = storageKeys(next(), declared);
  return { value, keys, declared, endOffset: at };
}

function checkByteOrder(system: PickleValue): void {
  if (typeof system !== 'object' || system?.kind !== 'dict') throw broken('a dict', 'the system', describeValue(system));
  const at = system.pairs.indexOf('little_endian');
  if (at < 0 || system.pairs[at + 1] === true) return;
  throw checkpointError({ code: 'checkpoint-big-endian', expected: 'little-endian', subject: 'the byte order', received: 'big-endian' });
}

/** The storage keys, each of them declared and named once, none missing. */
function storageKeys(list: PickleValue, declared: ReadonlyMap<string, StorageDeclaration>): string[] {
  if (!isSequence(list)) throw broken('a list', 'the storage keys', describeValue(list));
  const keys = new Set<string>();
  for (const key of list.items) {
    if (typeof key !== 'string' || !declared.has(key)) throw broken('a key that a tensor uses', 'a storage', describeValue(key));
    if (keys.has(key)) {
      throw checkpointError({ code: 'checkpoint-duplicate-entry', expected: 'one', subject: `storage ${quote(key)}`, received: 'two' });
    }
    keys.add(key);
  }
  const missing = [...declared.keys()].find((key) => !keys.has(key));
  if (missing === undefined) return [...keys];
  throw checkpointError({ code: 'checkpoint-missing-storage', expected: 'its elements', subject: `storage ${quote(missing)}`, received: 'none' });
}

async function placeStorages(
  source: ByteSource,
  keys: readonly string[],
  declared: ReadonlyMap<string, StorageDeclaration>,
  startOffset: number,
): Promise<ReadonlyMap<string, Storage>> {
  const storages = new Map<string, Storage>();
  const readCount = countReader(source);
  let at = startOffset;
  for (const key of keys) {
    const declaration = declared.get(key);
    if (declaration === undefined) continue;
    const { dtype, elementCount } = declaration;
    const dataOffset = at + COUNT_BYTES;
    const end = dataOffset + elementCount * BYTES_PER_ELEMENT[dtype];
    if (end > source.sizeBytes) {
      const expected = `${elementCount} elements of ${dtype} up to byte ${end}`;
      throw checkpointError({ code: 'checkpoint-truncated', expected, subject: `storage ${quote(key)}`, received: `${source.sizeBytes} bytes` });
    }
    const counted = await readCount(at);
    if (counted !== BigInt(elementCount)) {
      const expected = `${elementCount} elements`;
      throw checkpointError({ code: 'checkpoint-storage-size', expected, subject: `storage ${quote(key)}`, received: `${counted}` });
    }
    storages.set(key, { dtype, elementCount, read: (offset, length) => source.read(dataOffset + offset, length) });
    at = end;
  }
  if (at === source.sizeBytes) return storages;
  throw checkpointError({ code: 'checkpoint-corrupt', expected: `an end at byte ${at}`, subject: 'the checkpoint', received: `${source.sizeBytes} bytes` });
}

/** Reads element counts through a window, so that very many tiny storages do not cost as many reads. */
function countReader(source: ByteSource): (offset: number) => Promise<bigint> {
  let start = 0;
  let window = new DataView(new ArrayBuffer(0));
  return async (offset) => {
    if (offset + COUNT_BYTES > start + window.byteLength) {
      const bytes = await source.read(offset, Math.min(COUNT_WINDOW_BYTES, source.sizeBytes - offset));
      start = offset;
      window = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    }
    return window.getBigInt64(offset - start, true);
  };
}

function broken(expected: string, subject: string, received: string): Error {
  return checkpointError({ code: 'checkpoint-bad-pickle', expected, subject, received });
}
