import { checkpointError, quote } from './checkpoint-error.ts';
import type { PlainValue } from './checkpoint.ts';
import { childPath, isWrapper, ROOT_PATH, tensorKey, type KeyPath } from './key-path.ts';
import type { CheckpointLimits } from './limits.ts';
import { describeValue, type DictValue, type PickleValue, type TensorValue } from './pickle-values.ts';

/** The saved object, taken apart. */
export interface FlatObject {
  readonly tensors: ReadonlyMap<string, TensorValue>;
  readonly plain: { readonly [key: string]: PlainValue };
}

/**
 * Takes the saved dict apart: tensors by full key, plain values nested as saved, both without `state_dict`, `model` and
 * `module` levels. Dicts of nothing but tensors leave no plain value; a tensor inside a list leaves null there.
 * @throws AppError `checkpoint-unsupported-value`, `checkpoint-bad-key`, `checkpoint-duplicate-key`,
 *   `checkpoint-too-deep`, `checkpoint-too-many-values`
 */
export function flatten(root: PickleValue, limits: CheckpointLimits): FlatObject {
  if (!isDict(root)) throw unsupported('a dict', "the checkpoint's outermost value", describeValue(root));
  const tensors = new Map<string, TensorValue>();
  const plain = new Flattener(tensors, limits).visitDict(root, ROOT_PATH);
  return { tensors, plain: Object.fromEntries(plain) };
}

class Flattener {
  readonly #tensors: Map<string, TensorValue>;
  readonly #limits: CheckpointLimits;
  #visited = 0;

  constructor(tensors: Map<string, TensorValue>, limits: CheckpointLimits) {
    this.#tensors = tensors;
    this.#limits = limits;
  }

  /** The plain values of a dict, without the entries that held only tensors. */
  visitDict({ pairs }: DictValue, path: KeyPath): Map<string, PlainValue> {
    const plain = new Map<string, PlainValue>();
    const unwrapped: (readonly [string, PlainValue])[] = [];
    const seen = new Set<string>();
    for (let i = 0; i < pairs.length; i += 2) {
      const name = keyName(pairs[i], path);
      const child = childPath(path, name);
      if (seen.has(name)) throw duplicate(child.key);
      seen.add(name);
      const value = pairs[i + 1] ?? null;
      if (isDict(value) && isWrapper(name, path)) {
        this.#count(child);
        unwrapped.push(...this.visitDict(value, child));
      } else {
        const visited = this.#visit(value, child);
        if (visited !== undefined) plain.set(name, visited);
      }
    }
    for (const [name, value] of unwrapped) if (!plain.has(name)) plain.set(name, value);
    return plain;
  }

  /** The value's plain part, or undefined where it held only tensors. */
  #visit(value: PickleValue, path: KeyPath): PlainValue | undefined {
    this.#count(path);
    if (typeof value === 'bigint') return String(value);
    if (value === null || typeof value !== 'object') return value;
    switch (value.kind) {
      case 'tensor':
        this.#addTensor(value, path);
        return undefined;
      case 'sequence':
        return value.items.map((item, i) => this.#visit(item, childPath(path, String(i))) ?? null);
      case 'dict': {
        const plain = this.visitDict(value, path);
        return plain.size > 0 || value.pairs.length === 0 ? Object.fromEntries(plain) : undefined;
      }
      case 'dtype':
        return value.name;
      default:
        throw unsupported('a tensor or a plain value', quote(path.key), describeValue(value));
    }
  }

  #addTensor(tensor: TensorValue, path: KeyPath): void {
    const key = tensorKey(path);
    if (this.#tensors.has(key)) throw duplicate(key);
    if (this.#tensors.size === this.#limits.maxTensors) throw tooMany(`${this.#limits.maxTensors} tensors`);
    this.#tensors.set(key, tensor);
  }

  #count(path: KeyPath): void {
    const { maxDepth, maxValues } = this.#limits;
    if (path.depth > maxDepth) {
      const subject = `the values under ${quote(path.key)}`;
      throw checkpointError({ code: 'checkpoint-too-deep', expected: `at most ${maxDepth} levels`, subject, received: 'more' });
    }
    if (++this.#visited > maxValues) throw tooMany(`${maxValues} values`);
  }
}

function isDict(value: PickleValue): value is DictValue {
  return typeof value === 'object' && value?.kind === 'dict';
}

function keyName(key: PickleValue | undefined, path: KeyPath): string {
  if (key !== undefined && (key === null || typeof key !== 'object')) return String(key);
  const expected = 'text or a number as key';
  throw checkpointError({ code: 'checkpoint-bad-key', expected, subject: `dict ${quote(path.key)}`, received: describeValue(key) });
}

function duplicate(key: string): Error {
  return checkpointError({ code: 'checkpoint-duplicate-key', expected: 'one value', subject: `key ${quote(key)}`, received: 'two' });
}

/** The refusal of a checkpoint with more than `limit`. */
export function tooMany(limit: string): Error {
  return checkpointError({ code: 'checkpoint-too-many-values', expected: `at most ${limit}`, subject: 'the checkpoint', received: 'more' });
}

function unsupported(expected: string, subject: string, received: string): Error {
  return checkpointError({ code: 'checkpoint-unsupported-value', expected, subject, received });
}
