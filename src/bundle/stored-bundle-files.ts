import { AppError } from '../core/app-error.ts';
import { blobByteSource } from './blob-byte-source.ts';
import type { BundleFiles } from './bundle-files.ts';
import { bundleFolder, orUndefined } from './bundle-folders.ts';

const PIECE_BYTES = 2 ** 22;

/** A bundle in the browser's storage. */
export function storedBundleFiles(id: string, signal?: AbortSignal): BundleFiles {
  return {
    async read(name, onBytes) {
      const handle = await orUndefined((await bundleFolder(id)).getFileHandle(name));
      if (!handle) {
        throw new AppError({
          code: 'bundle-file-missing',
          message: `Expected the file ${name} of the stored model "${id}" but it is not there.`,
          recovery: 'Remove the model and import it again.',
        });
      }
      const source = blobByteSource(await handle.getFile());
      const bytes = new Uint8Array(source.sizeBytes);
      for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
        signal?.throwIfAborted();
        const piece = await source.read(offset, Math.min(PIECE_BYTES, bytes.length - offset));
        bytes.set(piece, offset);
        onBytes?.(piece.length);
      }
      return bytes;
    },
  };
}
