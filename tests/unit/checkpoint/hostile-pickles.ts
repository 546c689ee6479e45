import { floats, join, unsigned } from './byte-writer.ts';
import { fixture } from './fixtures.ts';
import { HUGE, MILLION, repeat, saved, type HostileCase } from './hostile-case.ts';
import { torchLegacy } from './other-builders.ts';
import { dict, global, int, list, pickle, storage, tensor, text, tuple, type TensorParts } from './pickle-builder.ts';
import { torchZip } from './zip-builder.ts';

const REBUILD = global('torch._utils', '_rebuild_tensor_v2');

function zipOf(parts: TensorParts): Uint8Array {
  return torchZip(saved(tensor(parts)));
}

function byte(value: number): Uint8Array {
  return Uint8Array.of(value);
}

/** A pair of its predecessor, `levels` times over: 2^levels values in a few bytes. */
function doubled(levels: number, innermost: Uint8Array): Uint8Array<ArrayBuffer> {
  const pairs = Array.from({ length: levels }, (_, i) => join('q', byte(i), 'h', byte(i), '\x86'));
  return join(innermost, ...pairs);
}

const forbidden: readonly HostileCase[] = [
  ['os.system in a zip', 'checkpoint-forbidden-global', /posix\.system/, () => fixture('attack.pt')],
  ['os.system in a legacy file', 'checkpoint-forbidden-global', /posix\.system/, () => fixture('attack-legacy.pt')],
  ['os.system in a bare pickle', 'checkpoint-forbidden-global', /posix\.system/, () => fixture('attack.pkl')],
  ['os.system by its own name', 'checkpoint-forbidden-global', /os\.system/, () => torchZip(saved(join(global('os', 'system'), text('id'), '\x85R')))],
  ['os.system by STACK_GLOBAL', 'checkpoint-forbidden-global', /os\.system/, () => torchZip(saved(join(text('os'), text('system'), '\x93')))],
  ['a global like an object property', 'checkpoint-forbidden-global', /torch\.constructor/, () => torchZip(saved(global('torch', 'constructor')))],
  ['a whole nn.Module', 'checkpoint-forbidden-global', /state_dict.*torch\.nn\.modules\.linear\.Linear/, () => fixture('module.pt')],
  ['a complex tensor', 'checkpoint-forbidden-global', /ComplexFloatStorage/, () => fixture('complex.pt')],
  ['object construction', 'checkpoint-forbidden-opcode', /0x81 \(NEWOBJ\)/, () => torchZip(saved(join(global('torch', 'Size'), ')\x81')))],
  ['instance opcode', 'checkpoint-forbidden-opcode', /INST/, () => torchZip(saved('(ios\nsystem\n'))],
  ['extension opcode', 'checkpoint-forbidden-opcode', /EXT1/, () => torchZip(saved('\x82\x01'))],
  ['unknown opcode', 'checkpoint-forbidden-opcode', /0xff/, () => torchZip(saved('\xff'))],
];

const broken: readonly HostileCase[] = [
  ['empty stack', 'checkpoint-bad-pickle', /on the stack/, () => torchZip(pickle('\x85'))],
  ['no mark', 'checkpoint-bad-pickle', /mark/, () => torchZip(pickle('t'))],
  ['value below the mark', 'checkpoint-bad-pickle', /on the stack/, () => torchZip(pickle('](a'))],
  ['pair across the mark', 'checkpoint-bad-pickle', /2 values on the stack/, () => torchZip(pickle(']](]\x86'))],
  ['unknown memo', 'checkpoint-bad-pickle', /remembered as 9/, () => torchZip(saved('h\x09'))],
  ['call of a number', 'checkpoint-bad-pickle', /function/, () => torchZip(saved(join(int(1), ')R')))],
  ['attributes on a list', 'checkpoint-bad-pickle', /dict/, () => torchZip(saved(']}b'))],
  ['odd number of dict items', 'checkpoint-bad-pickle', /each key/, () => torchZip(pickle('}(', int(1), 'u'))],
  ['future pickle protocol', 'checkpoint-bad-pickle', /protocol/, () => torchZip(join('\x80\x09}.'))],
  ['tensor without storage', 'checkpoint-bad-pickle', /a storage/, () => torchZip(saved(join(REBUILD, tuple(int(1), int(0), ')', ')'), 'R')))],
  ['negative shape', 'checkpoint-bad-pickle', /shape.*-1/, () => torchZip(saved(join(REBUILD, tuple(storage({}), int(0), tuple('J\xff\xff\xff\xff'), ')'), 'R')))],
  ['number of 255 bytes as key', 'checkpoint-bad-pickle', /the bigint/, () => torchZip(saved(join('\x8a\xff', repeat('\x7f', 255), ')R')))],
  ['lazily negated tensor', 'checkpoint-bad-pickle', /metadata/, () => torchZip(saved(join(REBUILD, tuple(storage({}), int(0), ')', ')', '\x89', '}', '}'), 'R')))],
  ['storage declared in two ways', 'checkpoint-bad-pickle', /alike/, () => torchZip(saved(list(tensor(), tensor({ elements: 5 }))))],
  ['storage view past its storage', 'checkpoint-bad-pickle', /within 4/, () => torchLegacy({ object: saved(tensor({ view: tuple(text('v'), int(3), int(2)), shape: [1] })) })],
  ['list as outermost value', 'checkpoint-unsupported-value', /outermost/, () => torchZip(pickle(list(tensor())))],
  ['bare storage', 'checkpoint-unsupported-value', /weight/, () => torchZip(saved(storage({})))],
  ['tuple as key', 'checkpoint-bad-key', /key/, () => torchZip(pickle(dict([[')', tensor()]])))],
  ['key of a megabyte', 'checkpoint-bad-key', /1024/, () => torchZip(pickle(dict([[text('k'.repeat(MILLION)), tensor()]])))],
  ['a dict key twice', 'checkpoint-duplicate-key', /weight/, () => torchZip(pickle(dict([[text('weight'), tensor()], [text('weight'), tensor()]])))],
  ['a plain key twice', 'checkpoint-duplicate-key', /step/, () => torchZip(pickle(dict([[text('step'), int(1)], [text('step'), int(2)]])))],
  ['a key twice once unwrapped', 'checkpoint-duplicate-key', /a\.b/, () => torchZip(pickle(dict([[text('a.b'), tensor()], [text('module.a.b'), tensor()]])))],
];

const sizes: readonly HostileCase[] = [
  ['shape larger than its storage', 'checkpoint-storage-size', /\[5\].*4 elements/, () => zipOf({ shape: [5] })],
  ['offset past the storage', 'checkpoint-storage-size', /offset 4/, () => zipOf({ shape: [1], offset: 4 })],
  ['strides past the storage', 'checkpoint-storage-size', /at least 7/, () => zipOf({ strides: [2] })],
  ['a stride missing', 'checkpoint-storage-size', /stride/, () => zipOf({ shape: [2, 2] })],
  ['storage shorter than declared', 'checkpoint-storage-size', /12 bytes/, () => torchZip(saved(tensor()), { '0': floats([1, 2, 3]) })],
  ['storage of 2^40 elements in a zip', 'checkpoint-storage-size', /1099511627776/, () => zipOf({ elements: HUGE, shape: [HUGE] })],
  ['legacy count of 2^40', 'checkpoint-storage-size', /1099511627776/, () => torchLegacy({ object: saved(tensor()), storages: [{ count: HUGE, data: floats([1, 2, 3, 4]) }] })],
  ['legacy storage of 2^40 elements', 'checkpoint-truncated', /1099511627776/, () => torchLegacy({ object: saved(tensor({ elements: HUGE, shape: [HUGE] })) })],
  ['text of 2^40 bytes', 'checkpoint-truncated', /1099511627776/, () => torchZip(saved(join('\x8d', unsigned(HUGE, 8))))],
  ['2^40 elements out of one (stride 0)', 'checkpoint-too-large', /1099511627776/, () => zipOf({ shape: [HUGE], strides: [0] })],
  ['2^25 elements out of eight tensors of one', 'checkpoint-too-large', /together.*33554432/, () =>
    torchZip(pickle(dict(Array.from({ length: 8 }, (_, i) => [text(`${i}`), tensor({ shape: [2 ** 22], strides: [0] })]))))],
  ['2^80 elements', 'checkpoint-storage-size', /at least/, () => zipOf({ shape: [HUGE, HUGE], strides: [HUGE, 1] })],
  ['100,000 axes', 'checkpoint-too-large', /axes/, () => zipOf({ shape: new Array<number>(100_000).fill(1), strides: new Array<number>(100_000).fill(1) })],
  ['storage missing in a zip', 'checkpoint-missing-storage', /data\/7/, () => zipOf({ storage: '7' })],
];

const floods: readonly HostileCase[] = [
  ['10^6 nested tuples', 'checkpoint-too-deep', /levels/, () => torchZip(saved(join(')', repeat('\x85', MILLION))))],
  ['10^6 nested tuples, marked', 'checkpoint-too-deep', /levels/, () => torchZip(saved(join(repeat('(', MILLION), repeat('t', MILLION))))],
  ['10^6 nested lists, legacy', 'checkpoint-too-deep', /levels/, () => torchLegacy({ object: saved(join(repeat(']', MILLION), repeat('a', MILLION - 1))), keys: [], storages: [] })],
  ['5 * 10^5 nested dicts', 'checkpoint-too-deep', /levels/, () => torchZip(saved(join(repeat('}K\x01', MILLION / 2), ')', repeat('s', MILLION / 2))))],
  ['list that holds itself', 'checkpoint-too-deep', /levels/, () => torchZip(saved(']q\x00h\x00a'))],
  ['memo bomb of 2^50 numbers', 'checkpoint-too-many-values', /1000000/, () => torchZip(saved(doubled(50, int(1))))],
  ['memo bomb of 2^50 tensors', 'checkpoint-too-many-values', /50000 tensors/, () => torchZip(saved(doubled(50, tensor())))],
  ['10^7 dicts', 'checkpoint-too-many-values', /steps/, () => torchZip(saved(join('(', repeat('}', 10 * MILLION), 't')))],
  ['10^7 marks, legacy', 'checkpoint-too-many-values', /steps/, () => torchLegacy({ object: saved(repeat('(', 10 * MILLION)) })],
  ['10^5 copies of 10^5 values', 'checkpoint-too-many-values', /steps/, () =>
    torchZip(saved(join('](', repeat(')', 100_000), 'e\x85q\x00', repeat(join(global('torch', 'Size'), 'h\x00R'), 100_000))))],
  ['10^4 tensors of 10^5 axes', 'checkpoint-too-many-values', /steps/, () =>
    torchZip(saved(join('(', storage({}), int(0), '(', repeat('K\x01', 100_000), 'tq\x01h\x01tq\x00', repeat(join(REBUILD, 'h\x00R'), 10_000))))],
  ['20 MB of text in a zip', 'checkpoint-too-large', /16777216/, () => torchZip(saved(text('x'.repeat(20 * MILLION))))],
  ['20 MB of text, legacy', 'checkpoint-too-large', /16777216/, () => torchLegacy({ object: saved(text('x'.repeat(20 * MILLION))) })],
];

/** Files whose pickle is hostile, broken or too much. */
export const HOSTILE_PICKLES: readonly HostileCase[] = [...forbidden, ...broken, ...sizes, ...floods];
