import { checkpointError } from './checkpoint-error.ts';

const NEWLINE = 0x0a;

/** Reads the arguments of pickle opcodes; every read checks the end first. */
export class PickleCursor {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #decoder = new TextDecoder();
  #position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#position = position;
  }

  get position(): number {
    return this.#position;
  }

  /** Moves on and returns where the skipped bytes begin. */
  skip(lengthBytes: number): number {
    const start = this.#position;
    if (lengthBytes > this.#bytes.byteLength - start) {
      throw checkpointError({
        code: 'checkpoint-truncated',
        expected: `${lengthBytes} more bytes`,
        subject: `byte ${start} of the checkpoint's pickle`,
        received: `${this.#bytes.byteLength - start}`,
      });
    }
    this.#position = start + lengthBytes;
    return start;
  }

  uint8(): number {
    return this.#view.getUint8(this.skip(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.skip(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.skip(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.skip(4), true);
  }

  /** Rounded beyond 2^53, which no length reaches honestly. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.skip(8), true));
  }

  float64BigEndian(): number {
    return this.#view.getFloat64(this.skip(8), false);
  }

  /** Two's complement of any length; a number where that is exact. */
  signedInteger(lengthBytes: number): number | bigint {
    const start = this.skip(lengthBytes);
    let value = 0n;
    for (let i = lengthBytes - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.#view.getUint8(start + i));
    const signed = BigInt.asIntN(lengthBytes * 8, value);
    const short = Number(signed);
    return Number.isSafeInteger(short) ? short : signed;
  }

  text(lengthBytes: number): string {
    const start = this.skip(lengthBytes);
    return this.#decoder.decode(this.#bytes.subarray(start, start + lengthBytes));
  }

  /** Text up to a newline, as GLOBAL writes names. */
  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#position);
    const text = this.text(end < 0 ? this.#bytes.byteLength - this.#position + 1 : end - this.#position);
    this.skip(1);
    return text;
  }
}
