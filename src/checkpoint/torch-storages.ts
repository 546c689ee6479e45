import { BYTES_PER_ELEMENT } from './dtype.ts';
import type { StorageValue, TensorValue } from './pickle-values.ts';
import type { Storage, StoredTensor } from './tensor-table.ts';

/** Joins the tensors that the pickle describes with the storages found in the file, which must be all that the pickle names. */
export function placeTensors(
  tensors: ReadonlyMap<string, TensorValue>,
  storages: ReadonlyMap<string, Storage>,
): ReadonlyMap<string, StoredTensor> {
  const placed = new Map<string, StoredTensor>();
  for (const [key, { storage, offset, shape, strides }] of tensors) {
    const whole = storages.get(storage.storage.key);
    if (whole !== undefined) placed.set(key, { storage: pieceOf(whole, storage), offset, shape, strides });
  }
  return placed;
}

/** The piece of a storage that a legacy storage view names; mostly the whole. */
function pieceOf(whole: Storage, { firstElement, elementCount }: StorageValue): Storage {
  if (elementCount === whole.elementCount) return whole;
  const startBytes = firstElement * BYTES_PER_ELEMENT[whole.dtype];
  return { dtype: whole.dtype, elementCount, read: (offset, length) => whole.read(startBytes + offset, length) };
}
