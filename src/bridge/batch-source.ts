import { AppError, describe } from '../core/app-error.ts';
import { zipSource } from './batch-zip-source.ts';
import type { DroppedItem } from './dropped-items.ts';
import { opened } from './opened-file.ts';

/** A file as its folder lists it. */
export interface ListedFile {
  /** Relative to the folder, parts joined with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Why it cannot even be opened: its row fails with this. */
  readonly problem?: { readonly code: string; readonly message: string } | undefined;
}

export interface SourceListing {
  /** Those that cannot be opened among them, and the folders that cannot be read. */
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
  return (globalThis as PickerWindow).showDirectoryPicker !== undefined;
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
        if (except && await except.isSameEntry(entry)) continue;
        await visit(entry, `${prefix}${name}/`).catch((thrown: unknown) => { listed.push(unreadable(prefix + name, 'folder-unreadable', thrown)); });
      } else if (wants(name)) {
        try {
          const { size, lastModified } = await entry.getFile();
          files.set(prefix + name, entry);
          listed.push({ path: prefix + name, sizeBytes: size, modifiedMs: lastModified });
        } catch (thrown) {
          listed.push(unreadable(prefix + name, 'file-unreadable', thrown));
        }
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

/** What was dropped: a folder that can be opened again, or files under their paths. */
export async function droppedSource(dropped: readonly DroppedItem[], wants: Wants): Promise<BatchSource> {
  const [first] = dropped;
  if (first && dropped.length === 1) {
    const handle = await first.handle?.catch(() => null);
    if (handle && isFolder(handle)) return folderSource(handle, wants);
    if (first.file && /\.zip$/i.test(first.file.name)) return zipSource(first.file, wants);
  }
  const files: { path: string; file: File }[] = [];
  const problems: ListedFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry) await walkEntry(entry, '', files, problems);
    else if (file) files.push({ path: file.name, file });
  }
  const source = fileSource(first?.entry?.isDirectory === true && dropped.length === 1 ? first.entry.name : `${files.length} files`, files, wants);
  return { ...source, listing: { ...source.listing, files: [...source.listing.files, ...problems] } };
}

/** Files and folders of a drop; what cannot be read is a problem of its own and not of the rest. */
async function walkEntry(entry: FileSystemEntry, prefix: string, into: { path: string; file: File }[], problems: ListedFile[]): Promise<void> {
  try {
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
      for (const inner of some) await walkEntry(inner, `${prefix}${entry.name}/`, into, problems);
    }
  } catch (thrown) {
    problems.push(unreadable(prefix + entry.name, entry.isFile ? 'file-unreadable' : 'folder-unreadable', thrown));
  }
}

function unreadable(path: string, code: string, thrown: unknown): ListedFile {
  return { path, sizeBytes: 0, modifiedMs: 0, problem: { code, message: `Expected a readable ${code === 'folder-unreadable' ? 'folder' : 'file'} but received "${describe(thrown)}".` } };
}

function isFolder(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory';
}
