import { checkpointError, quote } from './checkpoint-error.ts';
import type { Checkpoint, TensorDType } from './checkpoint.ts';
import { BYTES_PER_ELEMENT, decodeToFloat32 } from './dtype.ts';
import type { CheckpointLimits } from './limits.ts';
import { checkView, elementCount, gather, viewSpan, type StridedView } from './strided-view.ts';

/**
 * Views may share and repeat storage, but all together they may not ask for more elements than this, or for this many per
 * byte of the file: otherwise a few kilobytes could fill a converter's memory.
 */
const HARMLESS_ELEMENTS = 2 ** 24;
const MAX_ELEMENTS_PER_BYTE = 8;

/** Elements that lie somewhere in a file. */
export interface Storage {
  readonly dtype: TensorDType;
  readonly elementCount: number;
  read(offsetBytes: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A tensor before its bytes are read. */
export interface StoredTensor extends StridedView {
  readonly storage: Storage;
}

/** What a format's reader found. */
export interface CheckpointContent extends Pick<Checkpoint, 'format' | 'sizeBytes' | 'plain'> {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/**
 * A checkpoint over tensors whose views have been checked against their storages.
 * @throws AppError `checkpoint-storage-size`, `checkpoint-too-large`
 */
export function makeCheckpoint(content: CheckpointContent, limits: CheckpointLimits): Checkpoint {
  const { format, sizeBytes, plain, tensors } = content;
  const entries = new Map<string, { key: string; dtype: TensorDType; shape: readonly number[] }>();
  let total = 0;
  for (const [key, tensor] of tensors) {
    total += elementCount(tensor.shape);
    checkView(key, tensor, tensor.storage.elementCount, limits);
    entries.set(key, { key, dtype: tensor.storage.dtype, shape: tensor.shape });
  }
  const allowed = Math.max(HARMLESS_ELEMENTS, MAX_ELEMENTS_PER_BYTE * sizeBytes);
  if (total > allowed) {
    const expected = `at most ${allowed} elements in a file of ${sizeBytes} bytes`;
    throw checkpointError({ code: 'checkpoint-too-large', expected, subject: 'all tensors together', received: `${total}` });
  }
  return {
    format,
    sizeBytes,
    plain,
    tensors: entries,
    async readFloat32(key) {
      const tensor = tensors.get(key);
      if (tensor === undefined) {
        const received = `${tensors.size} other keys`;
        throw checkpointError({ code: 'checkpoint-missing-key', expected: 'a tensor', subject: `key ${quote(key)}`, received });
      }
      return await readTensor(key, tensor);
    },
  };
}

async function readTensor(key: string, tensor: StoredTensor): Promise<Float32Array<ArrayBuffer>> {
  const { storage } = tensor;
  const span = viewSpan(tensor);
  const size = BYTES_PER_ELEMENT[storage.dtype];
  const bytes = span.length === 0 ? new Uint8Array(0) : await storage.read(span.first * size, span.length * size);
  const values = gather(decodeToFloat32(storage.dtype, bytes), tensor);
  const bad = firstNotFinite(values);
  if (bad < 0) return values;
  throw checkpointError({
    code: 'checkpoint-not-finite',
    expected: 'finite float32 values',
    subject: `tensor ${quote(key)}`,
    received: `${values[bad] ?? NaN} at element ${bad}`,
  });
}

/** Index of the first NaN or infinity, or -1. A plain loop: `findIndex` takes six times as long. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}
