import { BlobReader, Uint8ArrayWriter, WARNING_DUPLICATE_FILENAME, ZipReader, type Entry, type FileEntry } from '@zip.js/zip.js/lib/zip-core-native.js';
import { AppError, describe } from '../core/app-error.ts';
import { CARD_FILE, MANIFEST_FILE } from '../l2m/bundle.ts';
import { bundledGraphs, parseManifest, type BundleManifest } from '../l2m/manifest.ts';

/** A bundle holds nine files at most; what has many more is something else. */
const MAX_ENTRIES = 16;
/** Of the manifest and of the card: both are pages of text. */
const MAX_TEXT_BYTES = 2 ** 20;
/** Weights barely compress; an entry that promises more than this much growth is a bomb, unless it is small anyway. */
const MAX_GROWTH = 64;
const HARMLESS_BYTES = 2 ** 20;
/** Already in a worker; everything that two programs could read differently is refused. */
const STRICT = { useWebWorkers: false, strictness: 'strict', checkCrc32: true, checkOverlappingEntry: true } as const;

/** A bundle's zip whose names and sizes have been checked; nothing but the manifest has been read. */
export interface BundleZip {
  readonly manifest: BundleManifest;
  readonly manifestBytes: Uint8Array;
  /** All files but the manifest. */
  readonly files: readonly ZippedFile[];
}

export interface ZippedFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Undefined for the card, which the manifest names without a hash. */
  readonly sha256: string | undefined;
  /** Inflates the file into `append`, refusing what differs from the size promised. */
  readonly extract: (append: (bytes: Uint8Array) => void, signal: AbortSignal) => Promise<void>;
}

/** The manifest of a bundle's zip; undefined when the file is no zip or holds no `manifest.json`: a checkpoint is a zip, too. */
export async function bundleManifestIn(blob: Blob): Promise<BundleManifest | undefined> {
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  if (String.fromCharCode(...head) !== 'PK') return undefined;
  const reader = new ZipReader(new BlobReader(blob), STRICT);
  let seen = 0;
  try {
    for await (const entry of reader.getEntriesGenerator({ strictness: 'tolerant', filenameValidation: 'tolerant' })) {
      if (entry.filename === MANIFEST_FILE) return (await openBundleZip(blob)).manifest;
      if (++seen === MAX_ENTRIES) return undefined;
    }
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    // Broken as a zip: the checkpoint's reader says how.
  }
  return undefined;
}

/**
 * Reads a bundle zip's directory and manifest and checks one against the other.
 * @throws AppError `bundle-zip-unreadable`, `bundle-zip-duplicate`, `bundle-zip-unknown-file`, `bundle-zip-size`, `bundle-zip-bomb`,
 *   `bundle-file-missing`, `manifest-invalid`
 */
export async function openBundleZip(blob: Blob): Promise<BundleZip> {
  const entries = await readEntries(blob);
  const manifestEntry = entries.get(MANIFEST_FILE);
  if (!manifestEntry) throw missing(MANIFEST_FILE);
  expectSize(manifestEntry, undefined);
  const manifestBytes = await asZipError(manifestEntry.getData(new Uint8ArrayWriter(), STRICT));
  const manifest = parseManifest(parseJson(manifestBytes));
  const expected = expectedFiles(manifest);
  for (const name of entries.keys()) {
    if (name !== MANIFEST_FILE && !expected.has(name)) throw unknownFile(name);
  }
  const files = [...expected].map(([name, promised]) => {
    const entry = entries.get(name);
    if (!entry) throw missing(name);
    expectSize(entry, promised?.bytes);
    return zippedFile(entry, promised?.sha256);
  });
  return { manifest, manifestBytes, files };
}

async function readEntries(blob: Blob): Promise<ReadonlyMap<string, FileEntry>> {
  const entries = new Map<string, FileEntry>();
  try {
    for await (const entry of new ZipReader(new BlobReader(blob), STRICT).getEntriesGenerator()) {
      if (isFolder(entry)) throw unknownFile(entry.filename);
      if (entries.has(entry.filename)) throw duplicate(entry.filename);
      entries.set(entry.filename, entry);
      if (entries.size > MAX_ENTRIES) throw unreadable(`more than ${MAX_ENTRIES} files`);
    }
  } catch (thrown) {
    throw zipError(thrown);
  }
  return entries;
}

function isFolder(entry: Entry): entry is Exclude<Entry, FileEntry> {
  return entry.directory;
}

/** What the manifest names beside itself, by file name. */
function expectedFiles(manifest: BundleManifest): ReadonlyMap<string, { readonly bytes: number; readonly sha256: string } | undefined> {
  const expected = new Map<string, { readonly bytes: number; readonly sha256: string } | undefined>([[manifest.card, undefined]]);
  for (const file of [...bundledGraphs(manifest).map(([, graph]) => graph), manifest.check.image, manifest.check.expected]) {
    if (expected.has(file.file) || file.file === MANIFEST_FILE) throw namedTwice(file.file);
    expected.set(file.file, file);
  }
  if (manifest.card !== CARD_FILE) throw unknownFile(manifest.card);
  return expected;
}

/** `promisedBytes` is the manifest's word; text files have only a limit. */
function expectSize(entry: FileEntry, promisedBytes: number | undefined): void {
  const { filename, uncompressedSize, compressedSize } = entry;
  const fits = promisedBytes === undefined ? uncompressedSize <= MAX_TEXT_BYTES : uncompressedSize === promisedBytes;
  if (!fits) {
    throw new AppError({
      code: 'bundle-zip-size',
      message: `Expected ${promisedBytes === undefined ? `at most ${MAX_TEXT_BYTES}` : promisedBytes} bytes for ${filename} in the zip but received ${uncompressedSize}.`,
      recovery: RECOVERY,
    });
  }
  const allowedBytes = Math.max(HARMLESS_BYTES, MAX_GROWTH * compressedSize);
  if (uncompressedSize > allowedBytes) {
    throw new AppError({
      code: 'bundle-zip-bomb',
      message: `Expected at most ${allowedBytes} bytes for ${filename}, ${MAX_GROWTH} times its size in the zip, but received ${uncompressedSize}.`,
      recovery: RECOVERY,
    });
  }
}

function zippedFile(entry: FileEntry, sha256: string | undefined): ZippedFile {
  const { filename: name, uncompressedSize: sizeBytes } = entry;
  return {
    name, sizeBytes, sha256,
    async extract(append, signal) {
      let received = 0;
      let failure: unknown;
      const sink = new WritableStream<Uint8Array>({
        write(piece) {
          received += piece.length;
          try {
            if (received > sizeBytes) throw unreadable(`more than ${sizeBytes} bytes for ${name}`);
            append(piece);
          } catch (thrown) {
            failure = thrown;
            throw thrown;
          }
        },
      });
      try {
        await entry.getData(sink, { ...STRICT, signal });
      } catch (thrown) {
        signal.throwIfAborted();
        // The sink's own word (storage full) before what zip.js makes of it.
        throw failure instanceof Error ? failure : zipError(thrown);
      }
      if (received !== sizeBytes) throw unreadable(`${received} of ${sizeBytes} bytes for ${name}`);
    },
  };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AppError({ code: 'manifest-invalid', cause, message: `Expected JSON for manifest.json in the zip but received ${bytes.length} bytes that are not.`, recovery: RECOVERY });
  }
}

const RECOVERY = 'Get the bundle again, or export it again from where it is stored.';

async function asZipError<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw zipError(thrown);
  }
}

/** zip.js says what it found in plain errors, ambiguities with a `reason`. */
function zipError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const reason = thrown instanceof Error && 'reason' in thrown && typeof thrown.reason === 'string' ? thrown.reason : undefined;
  if (reason === WARNING_DUPLICATE_FILENAME) return duplicate(thrown instanceof Error && 'filename' in thrown ? String(thrown.filename) : 'one name');
  return unreadable(reason === undefined ? describe(thrown) : `${describe(thrown)}: ${reason}`, thrown);
}

function unreadable(received: string, cause?: unknown): AppError {
  return new AppError({ code: 'bundle-zip-unreadable', cause, message: `Expected a bundle's zip but received: ${received}.`, recovery: RECOVERY });
}

function duplicate(name: string): AppError {
  return new AppError({ code: 'bundle-zip-duplicate', message: `Expected each file once in the bundle's zip but received two entries for ${JSON.stringify(name)}.`, recovery: RECOVERY });
}

function unknownFile(name: string): AppError {
  return new AppError({
    code: 'bundle-zip-unknown-file',
    message: `Expected only the manifest, the card ${CARD_FILE} and the files that the manifest names in the bundle's zip but received ${JSON.stringify(name.slice(0, 80))}.`,
    recovery: 'Zip the files themselves, without a folder around them and with nothing else.',
  });
}

function namedTwice(name: string): AppError {
  return new AppError({ code: 'manifest-invalid', message: `Expected a file of its own for each entry of manifest.json but received "${name}" twice.`, recovery: RECOVERY });
}

function missing(name: string): AppError {
  return new AppError({ code: 'bundle-file-missing', message: `Expected the file ${name} in the bundle's zip but it is not there.`, recovery: RECOVERY });
}
