import { BlobReader, BlobWriter, ZipWriter } from '@zip.js/zip.js/lib/zip-core-native.js';
import { AppError } from '../core/app-error.ts';
import { throwIfCancelled } from '../core/cancel.ts';
import { sha256HexOfSource } from '../core/hash.ts';
import { blobByteSource } from '../bundle/blob-byte-source.ts';
import { bundleFolder, filesOf } from '../bundle/bundle-folders.ts';
import { storeBundle } from './stored-models.ts';
import { openBundleZip, type ZippedFile } from './bundle-zip-reader.ts';
import type { LibraryProgress, StoredModel } from './library-protocol.ts';
import { progressMeter } from '../core/progress-meter.ts';

/**
 * Stores the bundle that a zip holds, every file checked against its manifest.
 * @throws AppError with the codes of `openBundleZip` and `storeBundle`, `bundle-hash-mismatch`; an AbortError when cancelled
 */
export async function importBundleZip(blob: Blob, signal: AbortSignal, report: (progress: LibraryProgress) => void): Promise<StoredModel> {
  const { manifest, manifestBytes, files } = await openBundleZip(blob);
  const neededBytes = files.reduce((sum, file) => sum + file.sizeBytes, manifestBytes.length);
  const meter = progressMeter(neededBytes, report);
  const stored = await storeBundle({ id: manifest.id, title: manifest.title, neededBytes }, async (writer) => {
    for (const file of files) {
      throwIfCancelled(signal);
      const written = await writer.write(file.name, (append) => file.extract((bytes) => { append(bytes); meter.add('copy', bytes.length); }, signal));
      await expectHash(file, written, manifest.title);
    }
    throwIfCancelled(signal);
    return manifestBytes;
  });
  meter.finish('copy');
  return stored;
}

/** Hashes what was stored, not what was sent: a write that went wrong shows, too. */
async function expectHash({ name, sha256 }: ZippedFile, written: File, title: string): Promise<void> {
  if (sha256 === undefined) return;
  const received = await sha256HexOfSource(blobByteSource(written));
  if (received === sha256) return;
  throw new AppError({
    code: 'bundle-hash-mismatch',
    message: `Expected SHA-256 ${sha256} for ${name} of the model "${title}" but received ${received}.`,
    recovery: 'Get the bundle again, or convert the checkpoint again.',
  });
}

/**
 * A stored bundle as one zip. Weights do not compress, so nothing is deflated; the browser keeps the blob, on disk when it is large.
 * @throws AppError `bundle-not-stored`
 */
export async function exportBundleZip(id: string): Promise<Blob> {
  const files = await filesOf(await bundleFolder(id));
  const zip = new ZipWriter(new BlobWriter('application/zip'), { level: 0, useWebWorkers: false, dataDescriptor: false, extendedTimestamp: false });
  for (const file of files) await zip.add(file.name, new BlobReader(file));
  return zip.close();
}
