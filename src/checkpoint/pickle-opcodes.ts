import { checkpointError, quote } from './checkpoint-error.ts';
import { isSequence, type DictValue, type PickleValue, type SequenceValue } from './pickle-values.ts';
import { TORCH_GLOBALS, loadStorage } from './torch-globals.ts';
import type { PickleMachine } from './unpickler.ts';

/** One allowed opcode. */
export type Operation = (machine: PickleMachine) => void;

/** The opcodes that push one value. */
const PRODUCERS: Readonly<Record<string, (machine: PickleMachine) => PickleValue>> = {
  N: () => null,
  '\x88': () => true,
  '\x89': () => false,
  J: (m) => m.cursor.int32(), // BININT
  K: (m) => m.cursor.uint8(), // BININT1
  M: (m) => m.cursor.uint16(), // BININT2
  '\x8a': (m) => m.cursor.signedInteger(m.cursor.uint8()), // LONG1
  G: (m) => m.cursor.float64BigEndian(), // BINFLOAT
  U: (m) => m.cursor.text(m.cursor.uint8()), // SHORT_BINSTRING
  T: (m) => m.cursor.text(m.cursor.uint32()), // BINSTRING
  '\x8c': (m) => m.cursor.text(m.cursor.uint8()), // SHORT_BINUNICODE
  X: (m) => m.cursor.text(m.cursor.uint32()), // BINUNICODE
  '\x8d': (m) => m.cursor.text(m.cursor.uint64()), // BINUNICODE8
  ']': () => sequence([]), // EMPTY_LIST
  ')': () => sequence([]), // EMPTY_TUPLE
  t: (m) => sequence(m.popToMark()), // TUPLE
  '\x85': (m) => sequence(m.popMany(1)), // TUPLE1
  '\x86': (m) => sequence(m.popMany(2)), // TUPLE2
  '\x87': (m) => sequence(m.popMany(3)), // TUPLE3
  '\x8f': () => sequence([]), // EMPTY_SET
  '\x91': (m) => sequence(m.popToMark()), // FROZENSET
  '}': () => ({ kind: 'dict', pairs: [] }), // EMPTY_DICT
  c: (m) => findGlobal(m, m.cursor.line(), m.cursor.line()), // GLOBAL
  '\x93': findStackGlobal, // STACK_GLOBAL
  R: reduce,
  Q: (m) => loadStorage(m.pop(), m.storages, m), // BINPERSID
  h: (m) => m.recall(m.cursor.uint8()), // BINGET
  j: (m) => m.recall(m.cursor.uint32()), // LONG_BINGET
};

/** The opcodes that push nothing. */
const ACTIONS: Readonly<Record<string, Operation>> = {
  '\x80': checkProtocol, // PROTO
  '\x95': (m) => { m.cursor.skip(8); }, // FRAME
  '(': (m) => { m.mark(); },
  a: (m) => { append(m, [m.pop()]); }, // APPEND
  e: (m) => { append(m, m.popToMark()); }, // APPENDS
  '\x90': (m) => { append(m, m.popToMark()); }, // ADDITEMS
  s: (m) => { setItems(m, m.popMany(2)); }, // SETITEM
  u: (m) => { setItems(m, m.popToMark()); }, // SETITEMS
  b: build,
  q: (m) => { m.remember(m.cursor.uint8()); }, // BINPUT
  r: (m) => { m.remember(m.cursor.uint32()); }, // LONG_BINPUT
  '\x94': (m) => { m.remember(m.memoSize); }, // MEMOIZE
};

/**
 * The opcodes that torch.save writes for tensors and plain values, protocols 2 to 5, by their byte. STOP is the machine's own.
 * Meanings: the docstrings of CPython's pickletools.
 */
export const OPERATIONS: ReadonlyMap<number, Operation> = new Map([
  ...Object.entries(PRODUCERS).map(([byte, produce]): [number, Operation] => [byte.charCodeAt(0), (m) => { m.push(produce(m)); }]),
  ...Object.entries(ACTIONS).map(([byte, act]): [number, Operation] => [byte.charCodeAt(0), act]),
]);

/** Names of the opcodes that are refused, for messages. */
export const FORBIDDEN_NAMES: Readonly<Record<string, string>> = {
  '0': 'POP',
  '1': 'POP_MARK',
  '2': 'DUP',
  F: 'FLOAT',
  I: 'INT',
  L: 'LONG',
  S: 'STRING',
  V: 'UNICODE',
  P: 'PERSID',
  i: 'INST',
  o: 'OBJ',
  d: 'DICT',
  l: 'LIST',
  g: 'GET',
  p: 'PUT',
  B: 'BINBYTES',
  C: 'SHORT_BINBYTES',
  '\x81': 'NEWOBJ',
  '\x82': 'EXT1',
  '\x83': 'EXT2',
  '\x84': 'EXT4',
  '\x8b': 'LONG4',
  '\x8e': 'BINBYTES8',
  '\x92': 'NEWOBJ_EX',
  '\x96': 'BYTEARRAY8',
  '\x97': 'NEXT_BUFFER',
  '\x98': 'READONLY_BUFFER',
};

function sequence(items: PickleValue[]): SequenceValue {
  return { kind: 'sequence', items };
}

function checkProtocol(machine: PickleMachine): void {
  const protocol = machine.cursor.uint8();
  if (protocol < 2 || protocol > 5) throw machine.fail('pickle protocol 2 to 5', protocol);
}

function append(machine: PickleMachine, items: PickleValue[]): void {
  const target = machine.top();
  if (!isSequence(target)) throw machine.fail('a list to append to', target);
  target.items = extended(target.items, items);
}

function setItems(machine: PickleMachine, pairs: PickleValue[]): void {
  if (pairs.length % 2 !== 0) throw machine.fail('a value for each key', undefined);
  const target = dictOnTop(machine);
  target.pairs = extended(target.pairs, pairs);
}

/** `target` with `items` at its end. An empty array is replaced, since its first push would reserve room for 17. */
function extended(target: PickleValue[], items: PickleValue[]): PickleValue[] {
  if (target.length === 0) return items;
  for (const item of items) target.push(item);
  return target;
}

function dictOnTop(machine: PickleMachine): DictValue {
  const target = machine.top();
  if (typeof target !== 'object' || target?.kind !== 'dict') throw machine.fail('a dict to add to', target);
  return target;
}

function findStackGlobal(machine: PickleMachine): PickleValue {
  const [module, name] = machine.popMany(2);
  if (typeof module !== 'string' || typeof name !== 'string') throw machine.fail('the name of a global', name);
  return findGlobal(machine, module, name);
}

function findGlobal(machine: PickleMachine, module: string, name: string): PickleValue {
  const value = TORCH_GLOBALS.get(`${module}.${name}`);
  if (value !== undefined) return value;
  throw checkpointError({
    code: 'checkpoint-forbidden-global',
    expected: 'only tensors, dicts, lists, numbers and strings, as in a state_dict,',
    subject: machine.place(),
    received: `the global ${quote(`${module}.${name}`)}`,
  });
}

function reduce(machine: PickleMachine): PickleValue {
  const [callable, args] = machine.popMany(2);
  if (typeof callable !== 'object' || callable?.kind !== 'callable') throw machine.fail('a function to call', callable);
  if (!isSequence(args)) throw machine.fail(`arguments for ${callable.name}`, args);
  return callable.call(args.items, machine);
}

/** Only an OrderedDict's own attributes come this way (`_metadata` of a state_dict); they are dropped. */
function build(machine: PickleMachine): void {
  machine.pop();
  dictOnTop(machine);
}
