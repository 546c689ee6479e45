import type { ByteSource } from '../core/byte-source.ts';
import { checkpointError, quote } from './checkpoint-error.ts';
import type { Checkpoint } from './checkpoint.ts';
import { BYTES_PER_ELEMENT } from './dtype.ts';
import { flatten } from './flatten.ts';
import type { CheckpointLimits } from './limits.ts';
import type { StorageDeclaration } from './pickle-values.ts';
import { makeCheckpoint, type Storage } from './tensor-table.ts';
import { placeTensors } from './torch-storages.ts';
import { unpickle } from './unpickler.ts';
import { ZipArchive } from './zip-archive.ts';
import type { ZipEntry } from './zip-directory.ts';

const PICKLE_NAME = /^(?<prefix>(?:[^/]+\/)?)data\.pkl$/;

/**
 * Opens a file that torch.save has written since version 1.6: a zip of `data.pkl`, `byteorder` and one entry for each storage.
 * @throws AppError of any code but those of the other formats and of `readFloat32`
 */
export async function openTorchZip(source: ByteSource, limits: CheckpointLimits): Promise<Checkpoint> {
  const archive = await ZipArchive.open(source, limits);
  const { entry, prefix } = findPickle(archive);
  await checkByteOrder(archive, prefix);
  const pickle = await readIndexEntry(archive, entry, limits);
  const declared = new Map<string, StorageDeclaration>();
  const { value } = unpickle(pickle, 0, limits, declared);
  const { tensors, plain } = flatten(value, limits);
  const storages = new Map<string, Storage>();
  for (const declaration of declared.values()) storages.set(declaration.key, findStorage(archive, prefix, declaration));
  const content = { format: 'torch-zip', sizeBytes: source.sizeBytes, plain, tensors: placeTensors(tensors, storages) } as const;
  return makeCheckpoint(content, limits);
}

function findPickle(archive: ZipArchive): { readonly entry: ZipEntry; readonly prefix: string } {
  const found = [...archive.entries.values()].flatMap((entry) => {
    const prefix = PICKLE_NAME.exec(entry.name)?.groups?.['prefix'];
    return prefix === undefined ? [] : [{ entry, prefix }];
  });
  const [first, second] = found;
  if (first !== undefined && second === undefined) return first;
  throw checkpointError({
    code: first === undefined ? 'checkpoint-not-a-checkpoint' : 'checkpoint-duplicate-entry',
    expected: 'one data.pkl, as torch.save writes it,',
    subject: 'the zip file',
    received: first === undefined ? `${archive.entries.size} other files` : `${found.length}`,
  });
}

async function checkByteOrder(archive: ZipArchive, prefix: string): Promise<void> {
  const entry = archive.entries.get(`${prefix}byteorder`);
  if (entry === undefined) return;
  const text = new TextDecoder().decode(await archive.read(entry, 0, Math.min(entry.sizeBytes, 16)));
  if (text === 'little') return;
  throw checkpointError({ code: 'checkpoint-big-endian', expected: '"little"', subject: 'the byte order', received: quote(text) });
}

async function readIndexEntry(archive: ZipArchive, entry: ZipEntry, limits: CheckpointLimits): Promise<Uint8Array> {
  if (entry.sizeBytes <= limits.maxIndexBytes) return await archive.read(entry, 0, entry.sizeBytes);
  const expected = `at most ${limits.maxIndexBytes} bytes`;
  throw checkpointError({ code: 'checkpoint-too-large', expected, subject: quote(entry.name), received: `${entry.sizeBytes}` });
}

function findStorage(archive: ZipArchive, prefix: string, { key, dtype, elementCount }: StorageDeclaration): Storage {
  const name = `${prefix}data/${key}`;
  const entry = archive.entries.get(name);
  if (entry === undefined) {
    throw checkpointError({ code: 'checkpoint-missing-storage', expected: 'a zip entry', subject: `storage ${quote(name)}`, received: 'none' });
  }
  archive.check(entry);
  const size = BYTES_PER_ELEMENT[dtype];
  if (Math.floor(entry.sizeBytes / size) !== elementCount) {
    throw checkpointError({
      code: 'checkpoint-storage-size',
      expected: `${elementCount} elements of ${dtype} (${elementCount * size} bytes)`,
      subject: `storage ${quote(name)}`,
      received: `${entry.sizeBytes} bytes`,
    });
  }
  return { dtype, elementCount, read: (offset, length) => archive.read(entry, offset, length) };
}
