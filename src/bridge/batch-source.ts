import { BlobReader, BlobWriter, ZipReader, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import { AppError, describe } from '../core/app-error.ts';

/** A file as its folder lists it. */
export interface ListedFile {
  /** Relative to the folder, parts joined with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

export interface SourceListing {
  readonly files: readonly ListedFile[];
  /** Files that were not wanted. */
  readonly otherFiles: number;
}

/** Where a batch's pictures come from. */
export interface BatchSource {
  readonly name: string;
  /** Lets the same folder be opened after a reload; only folders that the browser itself picked have one. */
  readonly handle?: FileSystemDirectoryHandle | undefined;
  readonly listing: SourceListing;
  /** @throws AppError `file-unreadable`, `source-forbidden` */
  open(path: string): Promise<Blob>;
}

type Wants = (name: string) => boolean;

interface PickerWindow {
  showDirectoryPicker?: (options: { readonly id: string; readonly mode: 'read' | 'readwrite' }) => Promise<FileSystemDirectoryHandle>;
}

/** As much of a handle as TypeScript's library leaves out. */
interface PermissionHandle {
  queryPermission?(options: { readonly mode: 'read' | 'readwrite' }): Promise<PermissionState>;
  requestPermission?(options: { readonly mode: 'read' | 'readwrite' }): Promise<PermissionState>;
}

/** Whether this browser hands out folders that can be read again after a reload, and written to. */
export function canPickFolders(): boolean {
  return (window as PickerWindow).showDirectoryPicker !== undefined;
}

/**
 * Asks for a folder.
 * @throws AbortError when the person closes the dialog
 */
export async function pickFolder(purpose: 'read' | 'readwrite'): Promise<FileSystemDirectoryHandle> {
  const { showDirectoryPicker } = window as PickerWindow;
  if (!showDirectoryPicker) throw new AppError({ code: 'no-folders', message: 'Expected a browser that opens folders but received one that does not.', recovery: 'Drop the folder onto the page instead.' });
  return showDirectoryPicker.call(window, { id: `mien-${purpose}`, mode: purpose });
}

/** Whether a folder may be used; `ask` shows the browser's question, which needs a click. */
export async function hasPermission(handle: FileSystemDirectoryHandle, mode: 'read' | 'readwrite', ask: boolean): Promise<boolean> {
  const asked: FileSystemDirectoryHandle & PermissionHandle = handle;
  if (!asked.queryPermission || (await asked.queryPermission({ mode })) === 'granted') return true;
  return ask && (await asked.requestPermission?.({ mode })) === 'granted';
}

/** A folder of the file system with the folders in it, without `except`. */
export async function folderSource(handle: FileSystemDirectoryHandle, wants: Wants, except?: FileSystemDirectoryHandle): Promise<BatchSource> {
  const files = new Map<string, FileSystemFileHandle>();
  const listed: ListedFile[] = [];
  let otherFiles = 0;
  const visit = async (folder: FileSystemDirectoryHandle, prefix: string): Promise<void> => {
    for await (const [name, entry] of folder.entries()) {
      if (name.startsWith('.')) continue;
      if (isFolder(entry)) {
        if (!(except && await except.isSameEntry(entry))) await visit(entry, `${prefix}${name}/`);
      } else if (wants(name)) {
        const { size, lastModified } = await entry.getFile();
        files.set(prefix + name, entry);
        listed.push({ path: prefix + name, sizeBytes: size, modifiedMs: lastModified });
      } else otherFiles++;
    }
  };
  await visit(handle, '');
  return { name: handle.name, handle, listing: { files: listed, otherFiles }, open: async (path) => (await opened(path, files.get(path)?.getFile())) };
}

/** Files that were picked or dropped, under the paths they have there. */
export function fileSource(name: string, picked: readonly { readonly path: string; readonly file: File }[], wants: Wants): BatchSource {
  const files = new Map(picked.filter(({ file }) => wants(file.name) && !file.name.startsWith('.')).map(({ path, file }) => [path, file]));
  return {
    name,
    listing: { files: [...files].map(([path, file]) => ({ path, sizeBytes: file.size, modifiedMs: file.lastModified })), otherFiles: picked.length - files.size },
    open: (path) => opened(path, Promise.resolve(files.get(path))),
  };
}

/** Files of an `<input webkitdirectory>` or of one that takes several: paths within the chosen folder. */
export function pickedFiles(list: readonly File[]): { readonly name: string; readonly files: readonly { readonly path: string; readonly file: File }[] } {
  const folder = list[0]?.webkitRelativePath.split('/')[0] ?? '';
  return { name: folder === '' ? `${list.length} files` : folder, files: list.map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath.slice(folder.length + 1), file })) };
}

/**
 * The pictures in a zip, unpacked one at a time.
 * @throws AppError `zip-unreadable`
 */
export async function zipSource(file: File, wants: Wants): Promise<BatchSource> {
  const entries = await new ZipReader(new BlobReader(file)).getEntries().catch((cause: unknown) => {
    throw new AppError({ code: 'zip-unreadable', cause, message: `Expected a zip for "${file.name}" but received "${describe(cause)}".`, recovery: 'Pack it again, or drop the folder itself.' });
  });
  const whole = entries.filter((entry): entry is FileEntry => !entry.directory);
  const wanted = new Map(whole.filter(({ filename }) => wants(filename) && !filename.split('/').some((part) => part.startsWith('.') || part === '__MACOSX')).map((entry) => [entry.filename, entry]));
  return {
    name: file.name,
    listing: { files: [...wanted].map(([path, entry]) => ({ path, sizeBytes: entry.uncompressedSize, modifiedMs: entry.lastModDate.getTime() })), otherFiles: whole.length - wanted.size },
    open: (path) => opened(path, wanted.get(path)?.getData(new BlobWriter())),
  };
}

/** What was dropped: a folder that can be opened again, or files under their paths. Call it before anything is awaited. */
export function droppedSource(items: DataTransferItemList, wants: Wants): Promise<BatchSource> {
  const dropped = [...items].filter(({ kind }) => kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), handle: handleOf(item), file: item.getAsFile() }));
  return collect(dropped, wants);
}

interface Dropped {
  readonly entry: FileSystemEntry | null;
  readonly handle: Promise<FileSystemHandle | null> | undefined;
  readonly file: File | null;
}

async function collect(dropped: readonly Dropped[], wants: Wants): Promise<BatchSource> {
  const [first] = dropped;
  if (first && dropped.length === 1) {
    const handle = await first.handle?.catch(() => null);
    if (handle && isFolder(handle)) return folderSource(handle, wants);
    if (first.file && /\.zip$/i.test(first.file.name)) return zipSource(first.file, wants);
  }
  const files: { path: string; file: File }[] = [];
  for (const { entry, file } of dropped) {
    if (entry) await walkEntry(entry, '', files);
    else if (file) files.push({ path: file.name, file });
  }
  return fileSource(first?.entry?.isDirectory === true && dropped.length === 1 ? first.entry.name : `${files.length} files`, files, wants);
}

async function walkEntry(entry: FileSystemEntry, prefix: string, into: { path: string; file: File }[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => { (entry as FileSystemFileEntry).file(resolve, reject); });
    into.push({ path: prefix + entry.name, file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader hands out at most 100 entries at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) return;
    for (const inner of some) await walkEntry(inner, `${prefix}${entry.name}/`, into);
  }
}

function handleOf(item: DataTransferItem): Promise<FileSystemHandle | null> | undefined {
  return (item as { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }).getAsFileSystemHandle?.();
}

function isFolder(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}

async function opened(path: string, file: Promise<Blob | undefined> | undefined): Promise<Blob> {
  let cause: unknown;
  const found = await file?.catch((thrown: unknown) => { cause = thrown; return undefined; });
  if (found) return found;
  if (cause instanceof DOMException && cause.name === 'NotAllowedError') {
    throw new AppError({
      code: 'source-forbidden', cause, message: `Expected to read "${path}" but received no permission for the folder of the originals.`,
      recovery: 'Allow the page to read it, then try again what failed.',
    });
  }
  throw new AppError({
    code: 'file-unreadable', cause, message: `Expected a readable file for "${path}" but received ${cause === undefined ? 'none' : `"${describe(cause)}"`}.`,
    recovery: 'Check that it is still there, and that the page may read the folder.',
  });
}
