import fc from 'fast-check';
import { find, join, unsigned, type Part } from './byte-writer.ts';
import { fixture } from './fixtures.ts';
import { torchLegacy } from './other-builders.ts';
import { dict, global, int, list, pickle, storage, tensor, text, tuple } from './pickle-builder.ts';
import { torchZip } from './zip-builder.ts';

/** Valid files of the three formats; in some no checksum hides a change of the pickle. */
const SEEDS = ['nested.pt', 'without-checksums.pt', 'deflated.pt', 'zip64.pt', 'legacy.pt', 'legacy-protocol4.pt', 'storage-view.pt', 'tensors.safetensors'].map(fixture);

/** Where in the file, from 0 to 1. */
const place = fc.noBias(fc.nat(2 ** 20)).map((part) => part / 2 ** 20);
const interesting = fc.constantFrom(0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 2 ** 40, 2 ** 52);

type Mutation = (bytes: Uint8Array) => Uint8Array;

function offsetIn(bytes: Uint8Array, at: number): number {
  return Math.min(Math.floor(at * bytes.byteLength), Math.max(0, bytes.byteLength - 1));
}

function overwrite(bytes: Uint8Array, at: number, piece: Uint8Array): Uint8Array {
  const start = offsetIn(bytes, at);
  return join(bytes.subarray(0, start), piece.subarray(0, bytes.byteLength - start), bytes.subarray(start + piece.byteLength));
}

const smallMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.integer({ min: 0, max: 255 })).map(([at, value]): Mutation => (bytes) => overwrite(bytes, at, Uint8Array.of(value))),
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Mutation => (bytes) => overwrite(bytes, at, Uint8Array.of((bytes[offsetIn(bytes, at)] ?? 0) ^ (1 << bit)))),
  fc.tuple(place, interesting, fc.constantFrom(2, 4, 8)).map(([at, value, width]): Mutation => (bytes) => overwrite(bytes, at, unsigned(value, 8).subarray(0, width))),
);

const largeMutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(40)).map(([at, length]): Mutation => (bytes) => join(bytes.subarray(0, offsetIn(bytes, at)), bytes.subarray(offsetIn(bytes, at) + length))),
  fc.tuple(place, fc.uint8Array({ maxLength: 20 })).map(([at, piece]): Mutation => (bytes) => join(bytes.subarray(0, offsetIn(bytes, at)), piece, bytes.subarray(offsetIn(bytes, at)))),
  fc.tuple(place, place, fc.nat(200)).map(([from, to, length]): Mutation => (bytes) => overwrite(bytes, to, bytes.slice(offsetIn(bytes, from), offsetIn(bytes, from) + length))),
  place.map((at): Mutation => (bytes) => bytes.subarray(0, offsetIn(bytes, at))),
);

/** A valid file with a few changes. */
export const mutatedFile: fc.Arbitrary<Uint8Array> = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(fc.oneof({ arbitrary: smallMutation, weight: 6 }, { arbitrary: largeMutation, weight: 1 }), { minLength: 1, maxLength: 4 }))
  .map(([seed, mutations]) => mutations.reduce<Uint8Array>((bytes, mutate) => mutate(bytes), seed));

const opcode: fc.Arbitrary<Part> = fc.constantFrom<Part>(
  ...['(', 'N', '\x88', ']', ')', '}', 't', 'a', 'e', 'u', 's', '\x85', '\x86', '\x87', 'R', 'b', 'Q', '.', '\x8f', '\x90', '\x91', '\x93', '\x94'],
  ...['q\x00', 'q\x01', 'h\x00', 'h\x01', 'r\xff\xff\xff\xff', 'j\xff\xff\xff\xff', 'K\x02', 'M\x00\x01', 'J\xff\xff\xff\xff', 'G\x7f\xf8\x00\x00\x00\x00\x00\x00'],
  ...[text('weight'), text('module'), text('storage'), int(2 ** 40), '\x8a\x00', '\x81', global('os', 'system')],
  ...[global('collections', 'OrderedDict'), global('torch', 'Size'), global('torch', 'FloatStorage'), global('torch', 'float16'), global('builtins', 'set')],
  ...[global('torch._utils', '_rebuild_tensor_v2'), global('torch._utils', '_rebuild_parameter')],
);

const size = fc.constantFrom(0, 1, 2, 3, 4, 5, 2 ** 22, 2 ** 40);
const anyTensor: fc.Arbitrary<Part> = fc
  .record({ elements: fc.constantFrom(4, 4, 4, 5, 2 ** 40), offset: size, shape: fc.array(size, { maxLength: 3 }), strides: fc.array(size, { maxLength: 3 }) })
  .map(tensor);
const plausibleTensor: fc.Arbitrary<Part> = fc.constantFrom(tensor(), tensor({ shape: [2, 2], strides: [0, 1] }), tensor({ shape: [3], offset: 1 }), tensor({ shape: [], strides: [] }));
const name: fc.Arbitrary<Part> = fc.constantFrom('a', 'b', 'weight', 'module', 'state_dict', 'model', 'a.b', '', '.', '__proto__').map(text);

/** A tree of values as a pickle spells it, sound in most places. */
const { value } = fc.letrec<{ value: Part; entries: Part[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { arbitrary: plausibleTensor, weight: 8 },
    { arbitrary: fc.constantFrom(int(3), text('text'), 'N', '\x88', storage({}), 'q\x02', 'h\x02'), weight: 4 },
    { arbitrary: anyTensor, weight: 1 },
    { arbitrary: opcode, weight: 1 },
    { arbitrary: tie('entries').map((items) => tuple(...items)), weight: 3 },
    { arbitrary: tie('entries').map((items) => list(...items)), weight: 3 },
    { arbitrary: fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map(dict), weight: 8 },
  ),
  entries: fc.array(tie('value'), { maxLength: 3 }),
}));

/** A file whose pickle is a tree of values with a wrong one here and there. */
export const strangePickle: fc.Arbitrary<Uint8Array> = fc.tuple(fc.array(fc.tuple(name, value), { maxLength: 4 }), fc.boolean()).map(([entries, isLegacy]) => {
  const object = pickle(dict(entries));
  const isUsed = find(object, '_rebuild_tensor') >= 0;
  if (!isLegacy) return torchZip(object);
  return torchLegacy(isUsed ? { object } : { object, keys: [], storages: [] });
});
