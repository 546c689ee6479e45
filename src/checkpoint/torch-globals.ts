import { quote } from './checkpoint-error.ts';
import type { TensorDType } from './checkpoint.ts';
import { isSequence, type CallContext, type GlobalValue, type PickleValue, type SequenceValue, type StorageDeclaration, type StorageValue } from './pickle-values.ts';

const STORAGE_TYPES: Readonly<Record<string, TensorDType>> = {
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  DoubleStorage: 'float64',
  LongStorage: 'int64',
  IntStorage: 'int32',
  ShortStorage: 'int16',
  CharStorage: 'int8',
  ByteStorage: 'uint8',
  BoolStorage: 'bool',
};

type Call = (args: readonly PickleValue[], context: CallContext) => PickleValue;

const CALLS: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': orderedDict,
  'torch.Size': copySequence,
  '__builtin__.set': copySequence,
  '__builtin__.frozenset': copySequence,
  'builtins.set': copySequence,
  'builtins.frozenset': copySequence,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': rebuildParameter,
};

/** Every global that a checkpoint's pickle may name, by `module.name`; none of them runs code from the file. */
export const TORCH_GLOBALS: ReadonlyMap<string, GlobalValue> = new Map<string, GlobalValue>([
  ...Object.entries(STORAGE_TYPES).map(([type, dtype]): [string, GlobalValue] => {
    const name = `torch.${type}`;
    return [name, { kind: 'storage-type', name, dtype }];
  }),
  ...Object.values(STORAGE_TYPES).map((dtype): [string, GlobalValue] => [`torch.${dtype}`, { kind: 'dtype', name: dtype }]),
  ...Object.entries(CALLS).map(([name, call]): [string, GlobalValue] => [name, { kind: 'callable', name, call }]),
]);

/** `OrderedDict()` or, from Python 2, `OrderedDict([[key, value], ...])`. */
function orderedDict(args: readonly PickleValue[], context: CallContext): PickleValue {
  const pairs: PickleValue[] = [];
  if (args.length === 0) return { kind: 'dict', pairs };
  const list = args[0];
  if (!isSequence(list)) throw context.fail('a list of pairs for an OrderedDict', list);
  context.charge(list.items.length);
  for (const pair of list.items) {
    const [key, value] = isSequence(pair) ? pair.items : [];
    if (key === undefined || value === undefined) throw context.fail('a pair for an OrderedDict', pair);
    pairs.push(key, value);
  }
  return { kind: 'dict', pairs };
}

function copySequence(args: readonly PickleValue[], context: CallContext): SequenceValue {
  const list = args[0];
  if (args.length === 0) return { kind: 'sequence', items: [] };
  if (!isSequence(list)) throw context.fail('a sequence for a torch.Size or set', list);
  context.charge(list.items.length);
  return { kind: 'sequence', items: [...list.items] };
}

/** `_rebuild_tensor_v2(storage, storage_offset, size, stride, requires_grad, backward_hooks, metadata=None)`. */
function rebuildTensor([storage, offset, size, stride, , , metadata]: readonly PickleValue[], context: CallContext): PickleValue {
  // Metadata flags a lazily conjugated or negated tensor: its bytes are not its values.
  if (metadata !== undefined && metadata !== null) throw context.fail('no metadata for a tensor', metadata);
  if (typeof storage !== 'object' || storage?.kind !== 'storage') throw context.fail('a storage for a tensor', storage);
  return {
    kind: 'tensor',
    storage,
    offset: count(offset, 'the storage offset of a tensor', context),
    shape: counts(size, 'the shape of a tensor', context),
    strides: counts(stride, 'the strides of a tensor', context),
  };
}

/** `_rebuild_parameter(data, requires_grad, backward_hooks)`. */
function rebuildParameter([data]: readonly PickleValue[], context: CallContext): PickleValue {
  if (typeof data !== 'object' || data?.kind !== 'tensor') throw context.fail('a tensor for a parameter', data);
  return data;
}

/**
 * The storage that a persistent id names: `('storage', type, key, location, element count[, view])`,
 * where the legacy format's view is `(key, first element, element count)` or None.
 * The same key must always be declared alike; `declared` remembers.
 */
export function loadStorage(id: PickleValue, declared: Map<string, StorageDeclaration>, context: CallContext): StorageValue {
  const [tag, type, key, , size, view] = isSequence(id) ? id.items : [];
  if (tag !== 'storage' || typeof key !== 'string') throw context.fail('a storage for a persistent id', id);
  if (typeof type !== 'object' || type?.kind !== 'storage-type') throw context.fail(`a storage type for storage ${quote(key)}`, type);
  const elementCount = count(size, 'the element count of a storage', context);
  const known = declared.get(key);
  if (known !== undefined && (known.dtype !== type.dtype || known.elementCount !== elementCount)) {
    throw context.fail(`storage ${quote(key)} to be declared alike each time`, id);
  }
  const storage = known ?? { key, dtype: type.dtype, elementCount };
  declared.set(key, storage);
  if (view === undefined || view === null) return { kind: 'storage', storage, firstElement: 0, elementCount };
  const [, first, viewSize] = isSequence(view) ? view.items : [];
  const firstElement = count(first, 'the start of a storage view', context);
  const viewElements = count(viewSize, 'the element count of a storage view', context);
  if (firstElement + viewElements > elementCount) throw context.fail(`a storage view within ${elementCount} elements`, viewSize);
  return { kind: 'storage', storage, firstElement, elementCount: viewElements };
}

function count(value: PickleValue | undefined, what: string, context: CallContext): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw context.fail(`a whole number for ${what}`, value);
}

function counts(value: PickleValue | undefined, what: string, context: CallContext): number[] {
  if (!isSequence(value)) throw context.fail(`whole numbers for ${what}`, value);
  context.charge(value.items.length);
  return value.items.map((item) => count(item, what, context));
}
