const encoder = new TextEncoder();

/**
 * Writes one protobuf message; large payloads are kept by reference until `finish` copies them once.
 * Wire format: https://protobuf.dev/programming-guides/encoding/
 */
export class ProtoWriter {
  readonly #chunks: Uint8Array[] = [];
  #lengthBytes = 0;

  /** An int32, int64, bool or enum field; `value` is an integer of at least 0. */
  integer(field: number, value: number): this {
    return this.#push(varint(field * 8)).#push(varint(value));
  }

  /** A float field. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#push(varint(field * 8 + 5)).#push(bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  /** A bytes field; the array is referenced, not copied. */
  bytes(field: number, value: Uint8Array): this {
    return this.#push(varint(field * 8 + 2)).#push(varint(value.length)).#push(value);
  }

  message(field: number, value: ProtoWriter): this {
    this.#push(varint(field * 8 + 2)).#push(varint(value.#lengthBytes));
    for (const chunk of value.#chunks) this.#push(chunk);
    return this;
  }

  /** The whole message in one array. */
  finish(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#lengthBytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, offset);
      offset += chunk.length;
    }
    return bytes;
  }

  #push(chunk: Uint8Array): this {
    this.#chunks.push(chunk);
    this.#lengthBytes += chunk.length;
    return this;
  }
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  // Division, not shifts: lengths may pass 2^31.
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
