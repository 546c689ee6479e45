import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ByteSource } from './byte-source.ts';

const PIECE_BYTES = 2 ** 22;

/** SHA-256 of the bytes, in lower-case hex. Synchronous and the same in Node, workers and insecure contexts. */
export function sha256Hex(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 of a whole source, in lower-case hex, read piece by piece. */
export async function sha256HexOfSource(source: ByteSource): Promise<string> {
  const hash = sha256.create();
  for (let offset = 0; offset < source.sizeBytes; offset += PIECE_BYTES) {
    hash.update(await source.read(offset, Math.min(PIECE_BYTES, source.sizeBytes - offset)));
  }
  return bytesToHex(hash.digest());
}
