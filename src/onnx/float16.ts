import { AppError } from '../core/app-error.ts';

/**
 * IEEE 754 binary16 bit patterns of float32 samples, rounded to nearest, ties to even.
 * @throws AppError `float16-overflow` when a finite sample would become infinite (65,520 and beyond)
 */
export function float32ToFloat16(samples: Float32Array, what: string): Uint16Array<ArrayBuffer> {
  const bits32 = new Uint32Array(samples.buffer, samples.byteOffset, samples.length);
  const halves = new Uint16Array(samples.length);
  for (let i = 0; i < halves.length; i++) {
    const half = halfBits(bits32[i] ?? 0);
    const isFiniteSource = ((bits32[i] ?? 0) & 0x7f800000) !== 0x7f800000;
    if (isFiniteSource && (half & 0x7fff) === 0x7c00) throw overflow(what, samples[i] ?? 0);
    halves[i] = half;
  }
  return halves;
}

function halfBits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude >= 0x7f800000) return sign | 0x7c00 | (magnitude > 0x7f800000 ? 0x200 : 0);
  const exponent = (magnitude >>> 23) - 112;
  if (exponent >= 1) {
    if (exponent >= 31) return sign | 0x7c00;
    return sign | roundedShift((exponent << 23) | (magnitude & 0x7fffff), 13);
  }
  // Subnormal halves: the implicit leading bit becomes explicit and moves right; below 2^-25 nothing is left.
  if (exponent < -10) return sign;
  return sign | roundedShift((magnitude & 0x7fffff) | 0x800000, 14 - exponent);
}

/** Shifts right, to nearest, ties to even; a carry into the exponent is the correct next value. */
function roundedShift(value: number, shift: number): number {
  const kept = value >>> shift;
  const rest = value & ((1 << shift) - 1);
  const half = 1 << (shift - 1);
  return rest > half || (rest === half && (kept & 1) === 1) ? kept + 1 : kept;
}

function overflow(what: string, sample: number): AppError {
  return new AppError({
    code: 'float16-overflow',
    message: `Expected weights within ±65504 for "${what}" in float16 but received ${sample}.`,
    recovery: 'Convert again with float32 storage.',
  });
}
