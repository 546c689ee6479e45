import { open } from 'node:fs/promises';
import { AppError } from '../core/app-error.ts';
import type { ByteSource } from '../core/byte-source.ts';

/** A file as random access bytes; `await using` closes it. */
export interface FileByteSource extends ByteSource, AsyncDisposable {}

/**
 * Opens a file for reading.
 * @throws AppError `file-unreadable`
 */
export async function openFileByteSource(path: string): Promise<FileByteSource> {
  const file = await open(path).catch((cause: unknown) => {
    throw new AppError({ code: 'file-unreadable', message: `Expected a readable file for "${path}" but received none.`, cause, recovery: 'Check the path.' });
  });
  const found = await file.stat();
  if (!found.isFile()) {
    await file.close();
    throw new AppError({ code: 'file-unreadable', message: `Expected a file for "${path}" but received ${found.isDirectory() ? 'a folder' : 'none'}.`, recovery: 'Check the path.' });
  }
  const { size } = found;
  return {
    sizeBytes: size,
    async read(offset, lengthBytes) {
      if (offset < 0 || lengthBytes < 0 || offset + lengthBytes > size) throw rangeError(path, offset, lengthBytes, size);
      const bytes = new Uint8Array(lengthBytes);
      let done = 0;
      while (done < lengthBytes) {
        const { bytesRead } = await file.read(bytes, done, lengthBytes - done, offset + done);
        if (bytesRead === 0) throw rangeError(path, offset, lengthBytes, offset + done);
        done += bytesRead;
      }
      return bytes;
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function rangeError(path: string, offset: number, lengthBytes: number, sizeBytes: number): AppError {
  return new AppError({
    code: 'source-range',
    message: `Expected bytes ${offset} to ${offset + lengthBytes} of "${path}" but received a file of ${sizeBytes}.`,
    recovery: 'The file is shorter than it says: get it again.',
  });
}
