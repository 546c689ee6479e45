import { BlobReader, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { AppError, describe } from '../core/app-error.ts';
import { ownValue } from '../core/own-value.ts';
import { storageBlocked } from './storage-blocked.ts';

const STAGING_FOLDER = 'mien-batch';
const ZIP_FILE = 'mien-batch.zip';

/** Where a batch's results go: a folder, chosen by the person or in the browser's own storage. */
export interface BatchSink {
  has(path: string): Promise<boolean>;
  /** The whole file under its name, or nothing: @throws AppError `write-failed` */
  write(path: string, blob: Blob): Promise<void>;
  read(path: string): Promise<File | undefined>;
}

/** A folder as sink; subfolders are made as they are needed. */
export function folderSink(handle: FileSystemDirectoryHandle): BatchSink {
  return sinkIn(() => Promise.resolve(handle));
}

/** Results that will become a zip, kept in the browser's storage until then. Its folder is asked for each time: the browser may have emptied it. */
export function stagedSink(): BatchSink {
  return sinkIn(async () => (await ownStorage()).getDirectoryHandle(STAGING_FOLDER, { create: true }));
}

/** A few results that are only to be looked at, in memory. */
export function memorySink(): BatchSink {
  const files = new Map<string, File>();
  return {
    has: (path) => Promise.resolve(files.has(path)),
    read: (path) => Promise.resolve(files.get(path)),
    write(path, blob) {
      files.set(path, new File([blob], path, { type: blob.type }));
      return Promise.resolve();
    },
  };
}

function sinkIn(root: () => Promise<FileSystemDirectoryHandle>): BatchSink {
  const fileHandle = async (path: string, create: boolean): Promise<FileSystemFileHandle> => {
    const parts = path.split('/');
    const name = parts.pop() ?? path;
    let folder = await root();
    for (const part of parts) folder = await folder.getDirectoryHandle(part, { create });
    return folder.getFileHandle(name, { create });
  };
  const read = async (path: string): Promise<File | undefined> => {
    try {
      return await (await fileHandle(path, false)).getFile();
    } catch (thrown) {
      if (thrown instanceof DOMException && (thrown.name === 'NotFoundError' || thrown.name === 'TypeMismatchError')) return undefined;
      throw writeFailed(path, thrown);
    }
  };
  return {
    read,
    // A file that was made and never written is empty; the writing itself takes its place whole.
    has: async (path) => ((await read(path))?.size ?? 0) > 0,
    async write(path, blob) {
      try {
        await blob.stream().pipeTo(await (await fileHandle(path, true)).createWritable());
      } catch (thrown) {
        throw writeFailed(path, thrown);
      }
    },
  };
}

/** @throws AppError `storage-blocked` */
async function ownStorage(): Promise<FileSystemDirectoryHandle> {
  try {
    return await navigator.storage.getDirectory();
  } catch (cause) {
    throw storageBlocked(cause);
  }
}

/** Empties the staging folder. */
export async function clearStaging(): Promise<void> {
  const root = await ownStorage();
  for (const name of [STAGING_FOLDER, ZIP_FILE]) await root.removeEntry(name, { recursive: true }).catch(() => undefined);
}

/**
 * Packs staged results into one zip, on the disk and not in memory. Pictures are stored as they are: they do not shrink.
 * Answers which of them were no longer there.
 * @throws AppError `write-failed` and its like
 */
export async function assembleZip(sink: BatchSink, paths: readonly string[]): Promise<{ readonly zip: File; readonly lost: ReadonlySet<string> }> {
  const lost = new Set<string>();
  try {
    const target = await (await ownStorage()).getFileHandle(ZIP_FILE, { create: true });
    const zip = new ZipWriter(await target.createWritable(), { level: 0, keepOrder: true });
    for (const path of paths) {
      const file = await sink.read(path);
      if (file) await zip.add(path, new BlobReader(file), { lastModDate: new Date(file.lastModified) });
      else lost.add(path);
    }
    await zip.close();
    return { zip: await target.getFile(), lost };
  } catch (thrown) {
    throw writeFailed(ZIP_FILE, thrown);
  }
}

function writeFailed(path: string, cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const why = cause instanceof DOMException ? ownValue(REASONS, cause.name) : undefined;
  return new AppError({
    code: why?.code ?? 'write-failed', cause, message: `Expected to write "${path}" but received ${why?.received ?? `"${describe(cause)}"`}.`,
    recovery: why?.recovery ?? 'Check the free space and the permission of the folder, then try again what failed.',
  });
}

const REASONS: Readonly<Record<string, { readonly code: string; readonly received: string; readonly recovery: string }>> = {
  QuotaExceededError: { code: 'disk-full', received: 'a full disk', recovery: 'Free some space, then try again what failed.' },
  NotFoundError: { code: 'sink-gone', received: 'an output folder that is no longer there', recovery: 'Put the folder back, then try again what failed.' },
  NotAllowedError: { code: 'sink-forbidden', received: 'no permission for the output folder', recovery: 'Allow the page to write to it, then try again what failed.' },
};
