import { Inflate } from 'fflate';

/** Input is fed in pieces this long: deflate grows at most 1032-fold, so no piece can ask for more than 17 MB. */
const PIECE_BYTES = 2 ** 14;

/** What came out of a deflate stream whose length was declared. */
export type InflateOutcome =
  | { readonly kind: 'complete'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'too-short'; readonly received: number }
  | { readonly kind: 'broken'; readonly cause: unknown };

/** Inflates exactly `sizeBytes` bytes, giving up as soon as more come out. */
export function inflate(compressed: Uint8Array, sizeBytes: number): InflateOutcome {
  const bytes = new Uint8Array(sizeBytes);
  let received = 0;
  const stream = new Inflate((piece) => {
    if (received + piece.byteLength <= sizeBytes) bytes.set(piece, received);
    received += piece.byteLength;
  });
  try {
    for (let at = 0; at < compressed.byteLength && received <= sizeBytes; at += PIECE_BYTES) {
      const end = Math.min(at + PIECE_BYTES, compressed.byteLength);
      stream.push(compressed.subarray(at, end), end === compressed.byteLength);
    }
  } catch (cause) {
    return { kind: 'broken', cause };
  }
  if (received > sizeBytes) return { kind: 'too-long' };
  return received < sizeBytes ? { kind: 'too-short', received } : { kind: 'complete', bytes };
}
