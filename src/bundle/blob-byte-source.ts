import { AppError } from '../core/app-error.ts';
import type { ByteSource } from '../core/byte-source.ts';

/** A file or other blob as random access bytes: each read copies its slice, never the whole. */
export function blobByteSource(blob: Blob): ByteSource {
  return {
    sizeBytes: blob.size,
    async read(offset, lengthBytes) {
      const end = offset + lengthBytes;
      if (offset < 0 || lengthBytes < 0 || end > blob.size) {
        throw new AppError({ code: 'source-range', message: `Expected a range within ${blob.size} bytes for a read but received ${offset} to ${end}.` });
      }
      try {
        return new Uint8Array(await blob.slice(offset, end).arrayBuffer());
      } catch (cause) {
        throw new AppError({
          code: 'file-unreadable', cause,
          message: `Expected bytes ${offset} to ${end} of the file but the browser could not read them.`,
          recovery: 'The file was moved, changed or deleted since it was chosen. Choose it again.',
        });
      }
    },
  };
}
