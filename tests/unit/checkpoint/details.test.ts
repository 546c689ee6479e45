import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/core/crc32.ts';
import { decodeToFloat32 } from '../../../src/checkpoint/dtype.ts';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { bytesSource, type ByteSource } from '../../../src/core/byte-source.ts';
import { floats, join } from './byte-writer.ts';
import { EXPECTED, fixture } from './fixtures.ts';
import { saved } from './hostile-case.ts';
import { torchLegacy } from './other-builders.ts';
import { dict, global, int, list, pickle, tensor, text } from './pickle-builder.ts';
import { torchZip } from './zip-builder.ts';

describe('crc32', () => {
  it.each([
    ['', 0],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('%j', (input, expected) => {
    expect(crc32(join(input))).toBe(expected);
  });
});

describe('decodeToFloat32', () => {
  it('reads every float16', () => {
    const halves = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const values = decodeToFloat32('float16', new Uint8Array(halves.buffer));
    for (let bits = 0; bits < 2 ** 16; bits++) {
      const sign = bits >= 2 ** 15 ? -1 : 1;
      const exponent = (bits >> 10) % 32;
      const fraction = (bits % 2 ** 10) / 2 ** 10;
      const special = fraction === 0 ? sign * Infinity : NaN;
      const expected = exponent === 31 ? special : sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
      expect(Object.is(values[bits], expected) || values[bits] === expected).toBe(true);
    }
  });

  it('takes any non-zero byte for true', () => {
    expect(decodeToFloat32('bool', Uint8Array.of(0, 1, 7))).toEqual(new Float32Array([0, 1, 1]));
  });
});

/** A source as a file reader with one buffer for all reads: what it returned before changes with the next read. */
function reusingSource(bytes: Uint8Array, start: number): ByteSource {
  const pool = new Uint8Array(bytes.byteLength + start);
  return {
    sizeBytes: bytes.byteLength,
    read(offset, length) {
      pool.set(bytes.subarray(offset, offset + length), start);
      return Promise.resolve(pool.subarray(start, start + length));
    },
  };
}

it.each([
  ['nested.pt', 3],
  ['nested.pt', 8],
  ['legacy.pt', 3],
  ['tensors.safetensors', 8],
] as const)('%s reads alike from a source that returns pieces of one buffer, from byte %d of it', async (name, start) => {
  const checkpoint = await openCheckpoint(reusingSource(fixture(name), start));
  const read = new Map<string, Float32Array>();
  for (const key of checkpoint.tensors.keys()) read.set(key, await checkpoint.readFloat32(key));
  for (const [key, { values }] of Object.entries(EXPECTED.tensors)) expect(read.get(key), key).toEqual(new Float32Array(values));
});

describe('limits', () => {
  const file = fixture('nested.pt');
  it.each([
    [{ maxIndexBytes: 1000 }, 'checkpoint-too-large'],
    [{ maxOpcodes: 100 }, 'checkpoint-too-many-values'],
    [{ maxValues: 10 }, 'checkpoint-too-many-values'],
    [{ maxTensors: 21 }, 'checkpoint-too-many-values'],
    [{ maxDepth: 2 }, 'checkpoint-too-deep'],
    [{ maxTensorElements: 29 }, 'checkpoint-too-large'],
  ])('%j refuses with %s', async (options, code) => {
    await expect(openCheckpoint(bytesSource(file), options)).rejects.toMatchObject({ code });
  });

  it('are exact', async () => {
    await expect(openCheckpoint(bytesSource(file), { maxTensors: 22, maxTensorElements: 30, maxDepth: 4 })).resolves.toBeDefined();
  });

  it('apply to what an entry inflates to', async () => {
    const checkpoint = openCheckpoint(bytesSource(fixture('deflated.pt')), { maxInflatedBytes: 2000 });
    await expect(checkpoint).rejects.toMatchObject({ code: 'checkpoint-zip-bomb' });
  });
});

describe('less common pickles', () => {
  const opened = (object: Uint8Array) => openCheckpoint(bytesSource(torchZip(object)));

  it('an OrderedDict of pairs, as Python 2 wrote it', async () => {
    const ordered = join(global('collections', 'OrderedDict'), list(list('U\x06weight', tensor())), '\x85R');
    const checkpoint = await openCheckpoint(bytesSource(torchLegacy({ object: pickle(dict([['U\x09generator', ordered]])) })));
    expect(await checkpoint.readFloat32('generator.weight')).toEqual(new Float32Array([1, 2, 3, 4]));
  });

  it('wrappers inside wrappers', async () => {
    const object = pickle(dict([[text('model'), dict([[text('state_dict'), dict([[text('module'), dict([[text('w'), tensor()], [text('a.model.module.x'), tensor()]])]])]])]]));
    expect([...(await opened(object)).tensors.keys()]).toEqual(['w', 'a.model.x']);
  });

  it('tensors in lists are keyed by index and leave null among plain values', async () => {
    const checkpoint = await opened(saved(list(tensor(), int(7))));
    expect([...checkpoint.tensors.keys()]).toEqual(['weight.0']);
    expect(checkpoint.plain).toEqual({ weight: [null, 7] });
  });

  it('a key like a prototype property stays a key', async () => {
    const checkpoint = await opened(pickle(dict([[text('__proto__'), dict([[text('polluted'), int(1)]])], [text('constructor'), tensor()]])));
    expect(Object.keys(checkpoint.plain)).toEqual(['__proto__']);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(checkpoint.tensors.has('constructor')).toBe(true);
  });

  it('many empty legacy storages are read in few reads', { timeout: 20_000 }, async () => {
    const count = 40_000;
    const keys = Array.from({ length: count }, (_, i) => String(i));
    const entries = keys.map((key) => [text(key), tensor({ storage: key, elements: 0, shape: [0] })] as const);
    const bytes = torchLegacy({ object: pickle(dict(entries)), keys, storages: keys.map(() => ({ count: 0, data: floats([]) })) });
    let reads = 0;
    const inner = bytesSource(bytes);
    const source: ByteSource = { sizeBytes: inner.sizeBytes, read: (offset, length) => { reads++; return inner.read(offset, length); } };
    expect((await openCheckpoint(source)).tensors.size).toBe(count);
    expect(reads).toBeLessThan(200);
  });
});
