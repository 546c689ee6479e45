/** A 3 x 3 matrix, row by row. */
export type Matrix3 = readonly number[];

/** The product a b. */
export function multiply3(a: Matrix3, b: Matrix3): number[] {
  return Array.from({ length: 9 }, (_, i) => [0, 1, 2].reduce((sum, k) => sum + a[Math.floor(i / 3) * 3 + k]! * b[k * 3 + (i % 3)]!, 0));
}

/** The product m v. */
export function apply3(m: Matrix3, v: readonly number[]): number[] {
  return [0, 1, 2].map((row) => m[row * 3]! * v[0]! + m[row * 3 + 1]! * v[1]! + m[row * 3 + 2]! * v[2]!);
}

/** The inverse of a matrix that has one. */
export function invert3(m: Matrix3): number[] {
  const at = (i: number, j: number): number => m[((i + 3) % 3) * 3 + ((j + 3) % 3)]!;
  const minor = (i: number, j: number): number => at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant = at(0, 0) * minor(0, 0) + at(0, 1) * minor(0, 1) + at(0, 2) * minor(0, 2);
  return Array.from({ length: 9 }, (_, i) => minor(i % 3, Math.floor(i / 3)) / determinant);
}
