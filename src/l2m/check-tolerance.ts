/** Part of the expected output's standard deviation that a backend may be off by, on average. */
const TOLERATED_PART = 0.002;

/**
 * Largest mean absolute difference that a backend may show on the check image.
 *
 * Measured on a 64 px model, as parts of the expected output's standard deviation. Passed by the bound: float32 on another backend,
 * 1e-6 to 1e-5; one InstanceNorm with epsilon 1e-3 for 1e-5, 9e-5; every activation rounded to float16, 8e-4 (a 25th of an 8-bit
 * step); that epsilon in every InstanceNorm, 1.3e-3. Failed by it: a LeakyReLU slope of 0.21, 2.6e-2; shifted or swapped samples and
 * a wrong style, 1e-1 and more. So it tells a wrong operation from a right one, not a slightly wrong constant from a rounded one.
 */
export function checkTolerance(expected: Float32Array): number {
  const mean = expected.reduce((sum, value) => sum + value, 0) / expected.length;
  const variance = expected.reduce((sum, value) => sum + (value - mean) ** 2, 0) / expected.length;
  return Number((TOLERATED_PART * Math.sqrt(variance)).toPrecision(3));
}
