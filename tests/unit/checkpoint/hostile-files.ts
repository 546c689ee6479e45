import { constants, deflateRawSync } from 'node:zlib';
import { find, floats, join, unsigned, withFlippedBit } from './byte-writer.ts';
import { fixture } from './fixtures.ts';
import { HUGE, MILLION, repeat, saved, type HostileCase } from './hostile-case.ts';
import { safetensors, torchLegacy } from './other-builders.ts';
import { dict, int, pickle, tensor, text } from './pickle-builder.ts';
import { torchEntries, torchZip, zip, type EntryParts } from './zip-builder.ts';

const PLAIN = saved(tensor());
const STORAGE_NAME = 'archive/data/0';

/** A torch.save file whose one storage is the given entry. */
function withStorage(entry: Omit<EntryParts, 'name'> & { readonly name?: string }, elements: number): Uint8Array {
  return zip([...torchEntries(saved(tensor({ elements, shape: [elements] })), {}), { name: STORAGE_NAME, ...entry }]);
}

/** 3 GB of zeros, deflated to 3 MB without ever being in memory: one flushed megabyte again and again. */
function deflatedZeros(): Uint8Array {
  const megabyte = deflateRawSync(new Uint8Array(MILLION), { finishFlush: constants.Z_FULL_FLUSH });
  return join(repeat(megabyte, 3000), '\x03\x00');
}

/** `zip64.pt` with a storage that claims 2^40 bytes in the directory. */
function hugeZip64(): Uint8Array {
  const bytes = fixture('zip64.pt');
  const name = Buffer.from(bytes).lastIndexOf(STORAGE_NAME, undefined, 'latin1');
  const extra = name + STORAGE_NAME.length;
  bytes.set(unsigned(HUGE, 8), extra + 4);
  bytes.set(unsigned(HUGE, 8), extra + 12);
  return bytes;
}

function change(entries: readonly EntryParts[], name: string, lies: Partial<EntryParts>): EntryParts[] {
  return entries.map((entry) => (entry.name.endsWith(name) ? { ...entry, ...lies } : entry));
}

function float32(shape: readonly number[], begin: number, end: number): object {
  return { dtype: 'F32', shape, data_offsets: [begin, end] };
}

const notCheckpoints: readonly HostileCase[] = [
  ['empty file', 'checkpoint-empty', /0 bytes/, () => new Uint8Array(0)],
  ['PNG image', 'checkpoint-not-a-checkpoint', /PNG/, () => join('\x89PNG\r\n\x1a\n', new Uint8Array(100))],
  ['text', 'checkpoint-not-a-checkpoint', /text file/, () => join('Once upon a time.\n')],
  ['web page', 'checkpoint-not-a-checkpoint', /web page/, () => join('\n<!DOCTYPE html><html><body>Sign in</body></html>')],
  ['text with a brace at byte 8', 'checkpoint-not-a-checkpoint', /text file/, () => join('[1234567{}]')],
  ['other bytes', 'checkpoint-not-a-checkpoint', /00 01 02 03/, () => Uint8Array.from({ length: 50 }, (_, i) => i)],
  ['zip of something else', 'checkpoint-not-a-checkpoint', /data\.pkl/, () => zip([{ name: 'manifest.json', data: join('{}') }])],
  ['pickle of something else', 'checkpoint-not-a-checkpoint', /magic/, () => pickle(dict([[text('a'), int(1)]]))],
];

const damaged: readonly HostileCase[] = [
  ['zip cut in half', 'checkpoint-truncated', /directory/, () => fixture('nested.pt').subarray(0, 3000)],
  ['legacy file cut within the pickle', 'checkpoint-truncated', /more bytes/, () => fixture('legacy.pt').subarray(0, 1000)],
  ['legacy file cut within the storages', 'checkpoint-truncated', /storage/, () => fixture('legacy.pt').subarray(0, -5)],
  ['safetensors cut', 'checkpoint-truncated', /bytes/, () => fixture('tensors.safetensors').subarray(0, -5)],
  ['a bit turned in the pickle', 'checkpoint-corrupt', /checksum/, () => withFlippedBit(fixture('nested.pt'), find(fixture('nested.pt'), 'generator'))],
  ['a bit turned in a weight', 'checkpoint-corrupt', /checksum/, () => withFlippedBit(torchZip(PLAIN), find(torchZip(PLAIN), '\x00\x00\x80\x3f'))],
  ['a bit turned in a deflated weight', 'checkpoint-corrupt', /data\/|data\.pkl/, () => withFlippedBit(fixture('deflated.pt'), find(fixture('deflated.pt'), STORAGE_NAME) + 30)],
  ['no local header', 'checkpoint-corrupt', /local header/, () => withFlippedBit(torchZip(PLAIN), Buffer.from(torchZip(PLAIN)).indexOf('PK', 10))],
  ['other name in the local header', 'checkpoint-corrupt', /same name/, () => withStorage({ localName: 'archive/data/9', data: floats([1, 2]) }, 2)],
  ['broken deflate stream', 'checkpoint-corrupt', /deflate/, () => withStorage({ method: 8, data: join('\xff\xff\xff\xff'), sizeBytes: 8 }, 2)],
  ['deflate stream that ends early', 'checkpoint-corrupt', /16 bytes/, () => withStorage({ method: 8, data: deflateRawSync(floats([1, 2])), sizeBytes: 16 }, 4)],
  ['zip directory elsewhere', 'checkpoint-corrupt', /an end at/, () => join(torchZip(PLAIN).subarray(0, -22), 'x', torchZip(PLAIN).subarray(-22))],
  ['bytes after the last legacy storage', 'checkpoint-corrupt', /an end at/, () => join(torchLegacy({ object: PLAIN }), 'x')],
  ['gap in safetensors', 'checkpoint-corrupt', /start at byte 4/, () => safetensors({ a: float32([1], 0, 4), b: float32([1], 8, 12) }, floats([1, 2, 3]))],
];

const sizes: readonly HostileCase[] = [
  ['zip64 entry of 2^40 bytes', 'checkpoint-overlapping-entries', /1099511627776/, hugeZip64],
  ['zip directory of 18 MB', 'checkpoint-too-large', /16777216/, () => zip(Array.from({ length: 300 }, (_, i) => ({ name: `${i}`.padEnd(60_000, 'x'), data: new Uint8Array(0) })))],
  ['safetensors header of 2^40 bytes', 'checkpoint-truncated', /1099511627776/, () => safetensors({}, undefined, HUGE)],
  ['safetensors tensor of 2^40 elements', 'checkpoint-truncated', /4398046511104/, () => safetensors({ a: float32([HUGE], 0, 4 * HUGE) })],
  ['safetensors shape against offsets', 'checkpoint-storage-size', /\[3\]/, () => safetensors({ a: float32([3], 0, 8) }, floats([1, 2]))],
  ['safetensors header of 20 MB', 'checkpoint-too-large', /16777216/, () => safetensors('{'.padEnd(20 * MILLION))],
  ['10^7 nested JSON lists', 'checkpoint-bad-header', /levels/, () => safetensors(`{"a":${'['.repeat(10 * MILLION)}`)],
  ['10^6 members of a safetensors tensor', 'checkpoint-unsupported-dtype', /undefined/, () => safetensors(`{"a":{${Array.from({ length: MILLION }, (_, i) => `"${i}":""`).join(',')}}}`)],
  ['shape of 10^6 axes in safetensors', 'checkpoint-storage-size', /0, \.\.\./, () => safetensors({ a: float32(new Array<number>(MILLION).fill(0), 0, 4) }, floats([1]))],
  ['200,000 safetensors tensors', 'checkpoint-too-many-values', /50000/, () =>
    safetensors(Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`${i}.w`, float32([1], 0, 4)])), floats([1]))],
];

const bombs: readonly HostileCase[] = [
  ['3 GB in 3 MB', 'checkpoint-zip-bomb', /at most 1\d{8} bytes/, () => withStorage({ method: 8, data: deflatedZeros(), sizeBytes: 3000 * MILLION }, 750 * MILLION)],
  ['3 GB declared as 1 kB', 'checkpoint-zip-bomb', /more/, () => withStorage({ method: 8, data: deflatedZeros(), sizeBytes: 1024 }, 256)],
  ['3 GB as the pickle', 'checkpoint-too-large', /16777216/, () => zip([{ name: 'data.pkl', method: 8, data: deflatedZeros(), sizeBytes: 3000 * MILLION }])],
  ['3 GB as the pickle, declared as 16 MB', 'checkpoint-zip-bomb', /more/, () => zip([{ name: 'data.pkl', method: 8, data: deflatedZeros(), sizeBytes: 16 * MILLION }])],
];

const doubles: readonly HostileCase[] = [
  ['a zip entry twice', 'checkpoint-duplicate-entry', /data\/0/, () => zip([...torchEntries(PLAIN), { name: STORAGE_NAME, data: floats([9, 9, 9, 9]) }])],
  ['two pickles', 'checkpoint-duplicate-entry', /data\.pkl/, () => zip([...torchEntries(PLAIN), { name: 'other/data.pkl', data: PLAIN }])],
  ['a legacy storage twice', 'checkpoint-duplicate-entry', /"0"/, () => torchLegacy({ object: PLAIN, keys: ['0', '0'] })],
  ['legacy storage that no tensor uses', 'checkpoint-bad-pickle', /"1"/, () => torchLegacy({ object: PLAIN, keys: ['0', '1'] })],
  ['legacy storage missing', 'checkpoint-missing-storage', /"0"/, () => torchLegacy({ object: PLAIN, keys: [], storages: [] })],
  ['two zip entries over the same bytes', 'checkpoint-overlapping-entries', /archive/, () => zip(change(torchEntries(PLAIN), 'data/0', { headerOffset: 0 }))],
  ['zip entry that runs into the next', 'checkpoint-overlapping-entries', /byteorder/, () => zip(change(torchEntries(PLAIN), 'byteorder', { sizeBytes: 40, compressedBytes: 40 }))],
  ['safetensors over the same bytes', 'checkpoint-overlapping-entries', /"b"/, () => safetensors({ a: float32([2], 0, 8), b: float32([2], 4, 12) }, floats([1, 2, 3]))],
  ['a safetensors key twice once unwrapped', 'checkpoint-duplicate-key', /a\.b/, () => safetensors({ 'a.b': float32([1], 0, 4), 'a.module.b': float32([1], 4, 8) }, floats([1, 2]))],
];

const unsupported: readonly HostileCase[] = [
  ['big-endian zip', 'checkpoint-big-endian', /big/, () => fixture('big-endian.pt')],
  ['big-endian legacy file', 'checkpoint-big-endian', /big/, () => torchLegacy({ object: PLAIN, system: pickle(dict([[text('little_endian'), '\x89']])) })],
  ['encrypted zip', 'checkpoint-unsupported-zip', /encrypted/, () => zip([{ name: 'data.pkl', data: PLAIN, flags: 1 }])],
  ['bzip2 in a zip', 'checkpoint-unsupported-zip', /method 12/, () => zip([{ name: 'data.pkl', data: PLAIN, method: 12 }])],
  ['safetensors header that is no JSON', 'checkpoint-bad-header', /JSON/, () => safetensors('{"a": nonsense}')],
  ['safetensors tensor without offsets', 'checkpoint-bad-header', /data_offsets/, () => safetensors({ a: { dtype: 'F32', shape: [1] } })],
  ['safetensors of float8', 'checkpoint-unsupported-dtype', /F8_E4M3/, () => safetensors({ a: { dtype: 'F8_E4M3', shape: [1], data_offsets: [0, 1] } }, join('x'))],
  ['safetensors metadata that is no text', 'checkpoint-bad-header', /__metadata__/, () => safetensors({ __metadata__: { a: 1 } })],
  ['NaN weight', 'checkpoint-not-finite', /generator\.nan.*NaN at element 1/, () => fixture('not-finite.pt')],
];

/** Files whose container is hostile, broken or of another kind. */
export const HOSTILE_FILES: readonly HostileCase[] = [...notCheckpoints, ...damaged, ...sizes, ...bombs, ...doubles, ...unsupported];
