import { AppError } from './app-error.ts';

/** Random access to bytes that may be larger than memory: a file in Node, a `Blob` in the browser, or an array. */
export interface ByteSource {
  readonly sizeBytes: number;
  /**
   * Exactly `lengthBytes` bytes from `offset`.
   * @throws AppError `source-range` when the range reaches past the end
   */
  read(offset: number, lengthBytes: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A source over an array in memory; every read is a copy. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    sizeBytes: bytes.byteLength,
    read(offset, lengthBytes) {
      const end = offset + lengthBytes;
      if (offset >= 0 && lengthBytes >= 0 && end <= bytes.byteLength) {
        return Promise.resolve(new Uint8Array(bytes.subarray(offset, end)));
      }
      const message = `Expected a range within ${bytes.byteLength} bytes for a read but received ${offset} to ${end}.`;
      return Promise.reject(new AppError({ code: 'source-range', message }));
    },
  };
}
