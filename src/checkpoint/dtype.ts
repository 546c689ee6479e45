import type { TensorDType } from './checkpoint.ts';

/** Bytes of one element. */
export const BYTES_PER_ELEMENT: Readonly<Record<TensorDType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint8: 1,
  bool: 1,
};

/**
 * Little-endian elements as float32, in order; the result may share the bytes' memory when they are float32 already.
 * Typed arrays read in the host's byte order, which is little-endian wherever a browser or Node runs today.
 */
export function decodeToFloat32(dtype: TensorDType, bytes: Uint8Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const size = BYTES_PER_ELEMENT[dtype];
  const { buffer, byteOffset } = byteOffsetIsAligned(bytes, size) ? bytes : new Uint8Array(bytes);
  const count = bytes.byteLength / size;
  switch (dtype) {
    case 'float32':
      return ownsItsBuffer(bytes) ? new Float32Array(buffer, byteOffset, count) : new Float32Array(buffer, byteOffset, count).slice();
    case 'float16':
      return float16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case 'bfloat16':
      return bfloat16ToFloat32(new Uint16Array(buffer, byteOffset, count));
    case 'float64':
      return new Float32Array(new Float64Array(buffer, byteOffset, count));
    case 'int64':
      return int64ToFloat32(new Int32Array(buffer, byteOffset, count * 2));
    case 'int32':
      return new Float32Array(new Int32Array(buffer, byteOffset, count));
    case 'int16':
      return new Float32Array(new Int16Array(buffer, byteOffset, count));
    case 'int8':
      return new Float32Array(new Int8Array(buffer, byteOffset, count));
    case 'uint8':
      return new Float32Array(bytes);
    case 'bool':
      return new Float32Array(bytes).map((value) => (value === 0 ? 0 : 1));
  }
}

function byteOffsetIsAligned(bytes: Uint8Array, size: number): boolean {
  return bytes.byteOffset % size === 0;
}

function ownsItsBuffer(bytes: Uint8Array<ArrayBuffer>): boolean {
  return bytes.byteLength === bytes.buffer.byteLength;
}

/** IEEE 754 binary16; subnormals are multiples of 2^-24. */
function float16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i] ?? 0;
    const sign = (half & 0x8000) << 16;
    const exponent = (half >> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 0) floats[i] = (sign === 0 ? 1 : -1) * mantissa * 2 ** -24;
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (mantissa << 13);
  }
  return floats;
}

/** The upper half of a float32. */
function bfloat16ToFloat32(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] ?? 0) << 16;
  return floats;
}

/** Pairs of a low and a high word. */
function int64ToFloat32(words: Int32Array): Float32Array<ArrayBuffer> {
  const floats = new Float32Array(words.length / 2);
  for (let i = 0; i < floats.length; i++) {
    const low = words[2 * i] ?? 0;
    const high = words[2 * i + 1] ?? 0;
    floats[i] = high * 2 ** 32 + (low >>> 0);
  }
  return floats;
}
