/** A piece of a file: bytes, or text of which each character is one byte. */
export type Part = Uint8Array | string;

/** The parts, one after the other. */
export function join(...parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  return concat(parts);
}

/** The same for any number of parts. */
export function concat(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const pieces = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part));
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.byteLength, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.byteLength;
  }
  return bytes;
}

/** A little-endian unsigned integer. */
export function unsigned(value: number, lengthBytes: 2 | 4 | 8): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(value), true);
  return new Uint8Array(view.buffer.slice(0, lengthBytes));
}

/** Bytes of float32 values. */
export function floats(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(new Float32Array(values).buffer);
}

/** A copy with one bit turned. */
export function withFlippedBit(bytes: Uint8Array, offset: number, bit = 0): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  copy[offset] = (copy[offset] ?? 0) ^ (1 << bit);
  return copy;
}

/** Where `text` first stands in the bytes. */
export function find(bytes: Uint8Array, text: string): number {
  return Buffer.from(bytes).indexOf(text, 0, 'latin1');
}
