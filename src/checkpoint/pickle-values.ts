import { quote } from './checkpoint-error.ts';
import type { TensorDType } from './checkpoint.ts';

/** A storage as the pickle names it; its bytes are elsewhere in the file. */
export interface StorageDeclaration {
  readonly key: string;
  readonly dtype: TensorDType;
  readonly elementCount: number;
}

/** A list, tuple or set. */
export interface SequenceValue {
  readonly kind: 'sequence';
  items: PickleValue[];
}

/** A dict or OrderedDict: keys and values in turn. A flat array, because a hostile file may ask for millions of dicts. */
export interface DictValue {
  readonly kind: 'dict';
  pairs: PickleValue[];
}

/** A whole storage or, in the legacy format, a piece of one. */
export interface StorageValue {
  readonly kind: 'storage';
  readonly storage: StorageDeclaration;
  readonly firstElement: number;
  readonly elementCount: number;
}

export interface TensorValue {
  readonly kind: 'tensor';
  readonly storage: StorageValue;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** One of the few names that a pickle may use; `torch-globals.ts` lists them. */
export type GlobalValue =
  | { readonly kind: 'storage-type'; readonly name: string; readonly dtype: TensorDType }
  | { readonly kind: 'dtype'; readonly name: string }
  | { readonly kind: 'callable'; readonly name: string; readonly call: (args: readonly PickleValue[], context: CallContext) => PickleValue };

/** What a call may use beside its arguments. */
export interface CallContext {
  /** Counts work that one opcode causes, as if it were that many opcodes. */
  charge(steps: number): void;
  fail(expected: string, received: PickleValue | undefined): Error;
}

export type PickleValue = null | boolean | number | bigint | string | SequenceValue | DictValue | StorageValue | TensorValue | GlobalValue;

/** A value in a few words, for messages. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'None';
  if (typeof value === 'object') return `a ${value.kind}`;
  return typeof value === 'string' ? `the text ${quote(value)}` : `the ${typeof value} ${String(value).slice(0, 40)}`;
}

/** True for a list, tuple or set. */
export function isSequence(value: PickleValue | undefined): value is SequenceValue {
  return typeof value === 'object' && value?.kind === 'sequence';
}
