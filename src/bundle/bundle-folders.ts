import { AppError } from '../core/app-error.ts';
import { MANIFEST_FILE } from '../l2m/bundle.ts';
import { expectBundleId } from '../l2m/manifest.ts';

/** The browser's storage (OPFS) holds one folder a bundle: `bundles/<id>/`. One without a manifest is no bundle but a rest. */
export async function bundlesFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle('bundles', { create: true });
}

/**
 * A stored bundle's folder.
 * @throws AppError `bundle-not-stored`, `bundle-id-invalid`
 */
export async function bundleFolder(id: string): Promise<FileSystemDirectoryHandle> {
  expectBundleId(id);
  const folder = await orUndefined((await bundlesFolder()).getDirectoryHandle(id));
  if (folder && await hasManifest(folder)) return folder;
  throw new AppError({
    code: 'bundle-not-stored',
    message: `Expected the model "${id}" in this browser's storage but received no such folder.`,
    recovery: 'It was removed, here or by the browser. Import it again.',
  });
}

export async function hasManifest(folder: FileSystemDirectoryHandle): Promise<boolean> {
  return await orUndefined(folder.getFileHandle(MANIFEST_FILE)) !== undefined;
}

/** What was asked for, or undefined where there is none of that name. */
export async function orUndefined<T>(entry: Promise<T>): Promise<T | undefined> {
  try {
    return await entry;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'NotFoundError') return undefined;
    throw thrown;
  }
}

/** The folders in `bundles/`, rests among them. */
export async function listFolders(): Promise<readonly FileSystemDirectoryHandle[]> {
  const folders: FileSystemDirectoryHandle[] = [];
  for await (const [, handle] of (await bundlesFolder()).entries()) {
    if (handle.kind === 'directory') folders.push(handle);
  }
  return folders.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The files of one folder, as they are now. */
export async function filesOf(folder: FileSystemDirectoryHandle): Promise<readonly File[]> {
  const files: File[] = [];
  for await (const [, handle] of folder.entries()) {
    if (handle.kind === 'file') files.push(await handle.getFile());
  }
  return files;
}

/** The part of a worker's file handles that the DOM library, written for pages, leaves out. */
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle(): Promise<SyncAccessHandle>;
}

export interface SyncAccessHandle {
  write(bytes: Uint8Array, at: { readonly at: number }): number;
  truncate(sizeBytes: number): void;
  flush(): void;
  close(): void;
}

/** An empty file, open for writing in place; works in workers only, in every browser. */
export async function openForWriting(folder: FileSystemDirectoryHandle, name: string): Promise<SyncAccessHandle> {
  const handle = await folder.getFileHandle(name, { create: true });
  const access = await (handle as WorkerFileHandle).createSyncAccessHandle();
  access.truncate(0);
  return access;
}

/** Writes all bytes or throws a `QuotaExceededError`: Chromium sometimes answers a full storage with a nonsensical count instead. */
export function writeAll(access: SyncAccessHandle, bytes: Uint8Array, at: number): void {
  const written = access.write(bytes, { at });
  if (written !== bytes.length) throw new DOMException(`wrote ${written} of ${bytes.length} bytes`, 'QuotaExceededError');
}
