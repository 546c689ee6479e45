import { BlobReader, BlobWriter, ZipReader, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import { AppError, describe } from '../core/app-error.ts';
import type { BatchSource, ListedFile } from './batch-source.ts';
import { opened } from './opened-file.ts';

/** Far beyond any picture: what unpacks to more was made to fill the memory. */
const MAX_ENTRY_BYTES = 2 ** 30;
/** Files of pictures barely compress, and those that do (bitmaps of one colour) are small: what grows more was made to take time. */
const MAX_GROWTH = 128;
const HARMLESS_BYTES = 2 ** 25;
/** Of the record before an entry's bytes, at the least. */
const LOCAL_HEADER_BYTES = 30;
/** Whatever a zip says, no system's folders take these in a name. */
const UNUSABLE = /[\p{Cc}:*?"<>|]/u;

/**
 * The pictures in a zip, unpacked one at a time. What is wrong with one entry is that entry's problem.
 * @throws AppError `zip-unreadable`
 */
export async function zipSource(file: File, wants: (name: string) => boolean): Promise<BatchSource> {
  // Names are judged below: the reader's own judgement would refuse the whole zip for one of them.
  const entries = await new ZipReader(new BlobReader(file)).getEntries({ strictness: 'tolerant', filenameValidation: 'tolerant' }).catch((cause: unknown) => {
    throw new AppError({ code: 'zip-unreadable', cause, message: `Expected a zip for "${file.name}" but received "${describe(cause)}".`, recovery: 'Pack it again, or drop the folder itself.' });
  });
  const whole = entries.filter((entry): entry is FileEntry => !entry.directory);
  const overlapping = overlaps(whole);
  const wanted = new Map<string, FileEntry>();
  const listed: ListedFile[] = [];
  for (const entry of whole) {
    // "./" says the same folder once more, as some packers do.
    const parts = entry.filename.replaceAll('\\', '/').split('/').filter((part) => part !== '.');
    const path = parts.join('/');
    if (!wants(parts.at(-1) ?? '') || parts.some((part) => (part.startsWith('.') && part !== '..') || part === '__MACOSX')) continue;
    const problem = overlapping.has(entry) ? sharesBytes(entry) : problemOf(entry, parts, wanted.has(path));
    if (!problem) wanted.set(path, entry);
    listed.push({ path, sizeBytes: entry.uncompressedSize, modifiedMs: entry.lastModDate.getTime(), problem });
  }
  return {
    name: file.name,
    listing: { files: listed, otherFiles: whole.length - listed.length },
    open: (path) => opened(path, unpacked(wanted.get(path))),
  };
}

/** By its checksum too: of a damaged picture decoders make up what is missing. */
async function unpacked(entry: FileEntry | undefined): Promise<Blob | undefined> {
  return entry?.getData(new BlobWriter(), { checkSignature: true }).catch((cause: unknown) => {
    throw new AppError({
      code: 'zip-entry-damaged', cause, message: `Expected a file in the zip that can be unpacked for "${entry.filename}" but received "${describe(cause)}".`,
      recovery: 'Unpack the zip and choose the folder, or pack it again.',
    });
  });
}

/** Entries that lie on bytes of another one: so a small zip can hold thousands of large files, each to be unpacked anew. */
function overlaps(entries: readonly FileEntry[]): ReadonlySet<FileEntry> {
  const found = new Set<FileEntry>();
  let endOffset = 0;
  for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
    if (entry.offset < endOffset) found.add(entry);
    endOffset = Math.max(endOffset, entry.offset + LOCAL_HEADER_BYTES + entry.compressedSize);
  }
  return found;
}

function sharesBytes({ filename }: FileEntry): ListedFile['problem'] {
  return { code: 'zip-entry-shared', message: `Expected bytes of its own for "${filename}" in the zip but received those of another file.` };
}

function problemOf({ encrypted, uncompressedSize, compressedSize, filename }: FileEntry, parts: readonly string[], isTaken: boolean): ListedFile['problem'] {
  if (parts.some((part) => part === '' || part === '..' || UNUSABLE.test(part))) {
    return { code: 'name-unusable', message: `Expected a name that a folder can have but received "${filename}".` };
  }
  if (isTaken) return { code: 'name-unusable', message: `Expected a name of its own but received "${filename}" once more.` };
  if (encrypted) return { code: 'zip-encrypted', message: 'Expected a readable file but received one that is encrypted in the zip: unpack the zip with its password first.' };
  const allowedBytes = Math.min(MAX_ENTRY_BYTES, Math.max(HARMLESS_BYTES, MAX_GROWTH * compressedSize));
  if (uncompressedSize > allowedBytes) return { code: 'zip-entry-too-large', message: `Expected at most ${allowedBytes} bytes once unpacked but received ${uncompressedSize}.` };
  return undefined;
}
