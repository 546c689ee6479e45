import { crc32 } from '../../../src/core/crc32.ts';
import { floats, join, unsigned } from './byte-writer.ts';

/** An entry and the lies to tell about it. */
export interface EntryParts {
  readonly name: string;
  /** As stored: already compressed where `method` says so. */
  readonly data: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly sizeBytes?: number;
  readonly crc32?: number;
  /** Name in the local header. */
  readonly localName?: string;
  /** Written to the directory in place of the true one. */
  readonly headerOffset?: number;
  readonly compressedBytes?: number;
}

function fields(entry: EntryParts): Uint8Array<ArrayBuffer> {
  const { data, method = 0, flags = 0, sizeBytes = data.byteLength, compressedBytes = data.byteLength } = entry;
  const checksum = unsigned(entry.crc32 ?? crc32(data), 4);
  return join(unsigned(20, 2), unsigned(flags, 2), unsigned(method, 2), unsigned(0, 4), checksum, unsigned(compressedBytes, 4), unsigned(sizeBytes, 4));
}

/** A zip file. */
export function zip(entries: readonly EntryParts[]): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const records: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, localName = name, data } = entry;
    const local = join('PK\x03\x04', fields(entry), unsigned(localName.length, 2), unsigned(0, 2), localName, data);
    const position = join(unsigned(0, 8), unsigned(0, 4), unsigned(entry.headerOffset ?? offset, 4));
    records.push(join('PK\x01\x02', unsigned(20, 2), fields(entry), unsigned(name.length, 2), unsigned(0, 2), position.subarray(2), name));
    locals.push(local);
    offset += local.byteLength;
  }
  const directory = join(...records);
  const end = join(unsigned(0, 4), unsigned(entries.length, 2), unsigned(entries.length, 2), unsigned(directory.byteLength, 4), unsigned(offset, 4), unsigned(0, 2));
  return join(...locals, directory, 'PK\x05\x06', end);
}

/** Entries of a torch.save file. */
export function torchEntries(pickle: Uint8Array, storages: Readonly<Record<string, Uint8Array>> = { '0': floats([1, 2, 3, 4]) }): EntryParts[] {
  return [
    { name: 'archive/data.pkl', data: pickle },
    { name: 'archive/byteorder', data: join('little') },
    ...Object.entries(storages).map(([key, data]) => ({ name: `archive/data/${key}`, data })),
  ];
}

/** A torch.save file in zip format. */
export function torchZip(pickle: Uint8Array, storages?: Readonly<Record<string, Uint8Array>>): Uint8Array<ArrayBuffer> {
  return zip(torchEntries(pickle, storages));
}
