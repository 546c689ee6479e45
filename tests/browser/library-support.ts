import { ZipReader, ZipWriter, BlobReader, BlobWriter, Uint8ArrayReader, Uint8ArrayWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import type { ConversionChoices } from '../../src/library/library-protocol.ts';

export async function fixture(name: string): Promise<File> {
  return new File([await (await fetch(`/tests/fixtures/tiny-l2m/${name}`)).blob()], name);
}

export function choices(id: string, more: Partial<ConversionChoices> = {}): ConversionChoices {
  return {
    id, title: 'Tiny', licence: 'for tests', alignment: 'none', storage: 'float32',
    names: { attributes: ['smile', 'gender', 'age'].map((name) => ({ id: name, off: 'off', on: 'on' })) }, ...more,
  };
}

/** Every file in the browser's storage, as "tiny/decoder.onnx". */
export async function storedFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
    for await (const [name, handle] of folder.entries()) {
      found.push(`${path}${name}`);
      if (handle.kind === 'directory') await walk(handle, `${path}${name}/`);
    }
  };
  await walk(await bundles(), '');
  return found.sort();
}

export async function bundles(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('bundles', { create: true });
}

export async function clearStorage(): Promise<void> {
  await (await navigator.storage.getDirectory()).removeEntry('bundles', { recursive: true });
}

/** Overwrites one byte of a stored file. */
export async function damageStored(id: string, name: string): Promise<void> {
  const file = await (await (await bundles()).getDirectoryHandle(id)).getFileHandle(name);
  const writable = await file.createWritable({ keepExistingData: true });
  const middle = Math.floor((await file.getFile()).size / 2);
  const byte = new Uint8Array(await (await file.getFile()).slice(middle, middle + 1).arrayBuffer());
  await writable.write({ type: 'write', position: middle, data: Uint8Array.of(byte[0]! ^ 1) });
  await writable.close();
}

/** The files of a zip, to be changed and zipped again. */
export async function unzip(zip: Blob): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const entry of await new ZipReader(new BlobReader(zip), { useWebWorkers: false }).getEntries()) {
    if (!entry.directory) files.set(entry.filename, new Uint8Array(await entry.getData(new Uint8ArrayWriter())));
  }
  return files;
}

export async function zipOf(files: ReadonlyMap<string, Uint8Array>, level = 0): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter('application/zip'), { level, useWebWorkers: false });
  for (const [name, bytes] of files) await writer.add(name, new Uint8ArrayReader(bytes));
  return writer.close();
}

/** Replaces every occurrence of a text in a binary by another of its length. */
export async function patched(blob: Blob, from: string, to: string): Promise<Blob> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const [wanted, written] = [from, to].map((text) => new TextEncoder().encode(text));
  for (let at = 0; at + wanted!.length <= bytes.length; at++) {
    if (wanted!.every((byte, i) => bytes[at + i] === byte)) bytes.set(written!, at);
  }
  return new Blob([bytes]);
}

/** A manifest changed by hand. */
export function withManifest(files: ReadonlyMap<string, Uint8Array>, change: (manifest: { graphs: { decoder: { bytes: number; file: string } }; card: string }) => void): Map<string, Uint8Array> {
  const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json'))) as Parameters<typeof change>[0];
  change(manifest);
  return new Map([...files, ['manifest.json', new TextEncoder().encode(JSON.stringify(manifest))]]);
}
