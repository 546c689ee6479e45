import type { ByteSource } from '../core/byte-source.ts';
import { checkpointError, quote } from './checkpoint-error.ts';
import type { Checkpoint, PlainValue, TensorDType } from './checkpoint.ts';
import { BYTES_PER_ELEMENT } from './dtype.ts';
import { tooMany } from './flatten.ts';
import { childPath, ROOT_PATH, tensorKey } from './key-path.ts';
import type { CheckpointLimits } from './limits.ts';
import { describeShape, elementCount, rowMajorStrides } from './strided-view.ts';
import { makeCheckpoint, type StoredTensor } from './tensor-table.ts';

const DTYPES: ReadonlyMap<unknown, TensorDType> = new Map<unknown, TensorDType>([
  ['F32', 'float32'],
  ['F16', 'float16'],
  ['BF16', 'bfloat16'],
  ['F64', 'float64'],
  ['I64', 'int64'],
  ['I32', 'int32'],
  ['I16', 'int16'],
  ['I8', 'int8'],
  ['U8', 'uint8'],
  ['BOOL', 'bool'],
]);
const LENGTH_BYTES = 8;
const METADATA = '__metadata__';
/** Header, tensor, shape. */
const MAX_NESTING = 3;
const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

interface HeaderTensor {
  readonly name: string;
  readonly dtype: TensorDType;
  readonly shape: readonly number[];
  /** From the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/**
 * Opens a safetensors file; `__metadata__` becomes `plain`, its values the strings that they are.
 * Format: the header length (uint64), a JSON header, the tensors without gaps.
 * @throws AppError `checkpoint-truncated`, `checkpoint-too-large`, `checkpoint-bad-header`, `checkpoint-unsupported-dtype`,
 *   `checkpoint-storage-size`, `checkpoint-overlapping-entries`, `checkpoint-corrupt`, `checkpoint-duplicate-key`, `checkpoint-bad-key`
 */
export async function openSafetensors(source: ByteSource, limits: CheckpointLimits): Promise<Checkpoint> {
  const { header, dataOffset } = await readHeader(source, limits);
  const found = Object.entries(header).filter(([name]) => name !== METADATA);
  const listed = found.map(([name, value]) => parseTensor(name, value));
  checkRanges(listed, source.sizeBytes - dataOffset);
  const tensors = new Map<string, StoredTensor>();
  for (const { name, dtype, shape, begin } of listed) {
    const key = tensorKey(childPath(ROOT_PATH, name));
    if (tensors.has(key)) {
      throw checkpointError({ code: 'checkpoint-duplicate-key', expected: 'one tensor', subject: `key ${quote(key)}`, received: 'two' });
    }
    const start = dataOffset + begin;
    const storage = { dtype, elementCount: elementCount(shape), read: (offset: number, length: number) => source.read(start + offset, length) };
    tensors.set(key, { storage, offset: 0, shape, strides: rowMajorStrides(shape) });
  }
  return makeCheckpoint({ format: 'safetensors', sizeBytes: source.sizeBytes, plain: parseMetadata(header[METADATA]), tensors }, limits);
}

async function readHeader(source: ByteSource, limits: CheckpointLimits): Promise<{ header: Record<string, unknown>; dataOffset: number }> {
  const start = await source.read(0, LENGTH_BYTES);
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  const subject = 'the safetensors header';
  if (LENGTH_BYTES + length > source.sizeBytes) {
    const received = `${source.sizeBytes - LENGTH_BYTES}`;
    throw checkpointError({ code: 'checkpoint-truncated', expected: `${length} bytes`, subject, received });
  }
  if (length > limits.maxIndexBytes) {
    const expected = `at most ${limits.maxIndexBytes} bytes`;
    throw checkpointError({ code: 'checkpoint-too-large', expected, subject, received: `${length}` });
  }
  const bytes = await source.read(LENGTH_BYTES, length);
  checkStructure(bytes, limits);
  const header = parseJson(new TextDecoder().decode(bytes));
  if (!isRecord(header)) throw badHeader('a JSON object', subject, 'something else');
  return { header, dataOffset: LENGTH_BYTES + length };
}

/** Refuses what no header has, very deep or very many values, before `JSON.parse` spends seconds and hundreds of megabytes on it. */
function checkStructure(bytes: Uint8Array, limits: CheckpointLimits): void {
  let depth = 0;
  let members = 1;
  let isInText = false;
  for (let i = 0; i < bytes.length && depth <= MAX_NESTING; i++) {
    const byte = bytes[i];
    if (byte === QUOTE) isInText = !isInText;
    else if (isInText) i += byte === BACKSLASH ? 1 : 0;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    else if (byte === COMMA && depth <= 1) members++;
  }
  if (depth > MAX_NESTING) throw badHeader(`JSON of at most ${MAX_NESTING} levels`, 'the safetensors header', 'deeper nesting');
  // One member may be the metadata.
  if (members > limits.maxTensors + 1) throw tooMany(`${limits.maxTensors} tensors`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw checkpointError({ code: 'checkpoint-bad-header', expected: 'JSON', subject: 'the safetensors header', received: 'broken text', cause });
  }
}

function parseTensor(name: string, value: unknown): HeaderTensor {
  const subject = `tensor ${quote(name)}`;
  if (!isRecord(value)) throw badHeader('an object with dtype, shape and data_offsets', subject, 'something else');
  const { dtype: code, shape, data_offsets: offsets } = value;
  const dtype = DTYPES.get(code);
  if (dtype === undefined) {
    const expected = `a dtype among ${[...DTYPES.keys()].join(', ')}`;
    throw checkpointError({ code: 'checkpoint-unsupported-dtype', expected, subject, received: quote(String(code)) });
  }
  if (!isCounts(shape)) throw badHeader('whole numbers as shape', subject, 'something else');
  if (!isCounts(offsets)) throw badHeader('two whole numbers as data_offsets', subject, 'something else');
  const [begin, end] = offsets;
  if (begin === undefined || end === undefined || offsets.length > 2) throw badHeader('two data_offsets', subject, `${offsets.length}`);
  const bytes = elementCount(shape) * BYTES_PER_ELEMENT[dtype];
  if (end - begin === bytes) return { name, dtype, shape, begin, end };
  const expected = `${bytes} bytes (shape ${describeShape(shape)} of ${dtype})`;
  throw checkpointError({ code: 'checkpoint-storage-size', expected, subject, received: `${end - begin}` });
}

/** The tensors must fill the file from the header to its end, one after the other. */
function checkRanges(tensors: readonly HeaderTensor[], dataBytes: number): void {
  let at = 0;
  for (const { name, begin, end } of [...tensors].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) {
      throw checkpointError({
        code: begin < at ? 'checkpoint-overlapping-entries' : 'checkpoint-corrupt',
        expected: `a start at byte ${at} of the data`,
        subject: `tensor ${quote(name)}`,
        received: `${begin}`,
      });
    }
    at = end;
  }
  if (at === dataBytes) return;
  throw checkpointError({
    code: at > dataBytes ? 'checkpoint-truncated' : 'checkpoint-corrupt',
    expected: `${at} bytes`,
    subject: 'the data after the safetensors header',
    received: `${dataBytes}`,
  });
}

function parseMetadata(value: unknown): { readonly [key: string]: PlainValue } {
  if (value === undefined) return {};
  if (!isRecord(value)) throw badHeader('an object of texts', METADATA, 'something else');
  return Object.fromEntries(
    Object.entries(value).map(([name, text]): [string, PlainValue] => {
      if (typeof text !== 'string') throw badHeader('a text', `${METADATA} ${quote(name)}`, `a ${typeof text}`);
      return [name, text];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function badHeader(expected: string, subject: string, received: string): Error {
  return checkpointError({ code: 'checkpoint-bad-header', expected, subject, received });
}
