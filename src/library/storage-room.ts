import { AppError } from '../core/app-error.ts';
import { openForWriting, writeAll } from '../bundle/bundle-folders.ts';

const PROBE_FILE = 'room.probe';
/** Halvings of the search for what is free: to a four-thousandth of what is needed. */
const SEARCH_STEPS = 12;

/**
 * Checks that the browser would let this much be stored, by asking for it: Chromium's `navigator.storage.estimate()` no longer tells,
 * it says 10 GiB whatever the quota. A file with one byte at its end counts in full and costs no time.
 * @throws AppError `storage-full`
 */
export async function expectRoom(folder: FileSystemDirectoryHandle, title: string, neededBytes: number): Promise<void> {
  const access = await openForWriting(folder, PROBE_FILE);
  let freeBytes: number;
  try {
    freeBytes = largestSize((sizeBytes) => {
      access.truncate(0);
      writeAll(access, Uint8Array.of(0), sizeBytes - 1);
    }, neededBytes);
    access.truncate(0);
  } finally {
    access.close();
  }
  await folder.removeEntry(PROBE_FILE);
  if (freeBytes < neededBytes) throw storageFull(title, neededBytes, freeBytes);
}

function largestSize(grow: (sizeBytes: number) => void, neededBytes: number): number {
  if (fits(grow, neededBytes)) return neededBytes;
  let [free, tooMuch] = [0, neededBytes];
  for (let step = 0; step < SEARCH_STEPS; step++) {
    const middle = Math.floor((free + tooMuch) / 2);
    if (fits(grow, middle)) free = middle;
    else tooMuch = middle;
  }
  return free;
}

function fits(grow: (sizeBytes: number) => void, sizeBytes: number): boolean {
  try {
    grow(sizeBytes);
    return true;
  } catch (thrown) {
    if (isQuotaExceeded(thrown)) return false;
    throw thrown;
  }
}

/** The error of storage that is full, whether foreseen or met while writing. */
export function storageFull(title: string, neededBytes: number, freeBytes: number, cause?: unknown): AppError {
  return new AppError({
    code: 'storage-full', cause,
    message: `Expected ${megabytes(neededBytes)} of free storage for the model "${title}" but received ${megabytes(freeBytes)} from the browser.`,
    recovery: 'Remove a model that you do not need, free some of the disk, or store the weights as float16.',
  });
}

export function isQuotaExceeded(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'QuotaExceededError';
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
