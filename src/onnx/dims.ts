import { AppError } from '../core/app-error.ts';
import type { Dim } from './graph-builder.ts';

/** Sizes of an elementwise result; where both are free, the second operand's. */
export function broadcast(x: readonly Dim[], y: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(x.length, y.length);
  return Array.from({ length: rank }, (_, i) => {
    const a = x[i - rank + x.length] ?? 1;
    const b = y[i - rank + y.length] ?? 1;
    return b === 1 ? a : b;
  });
}

/** Number of elements with every free size 1. */
export function size(dims: readonly Dim[]): number {
  return dims.reduce<number>((product, dim) => product * (typeof dim === 'number' ? dim : 1), 1);
}

/** @throws AppError `graph-dimension` when one is free */
export function fixedDims(dims: readonly Dim[]): readonly number[] {
  return dims.map(fixed);
}

/** @throws AppError `graph-dimension` when it is free */
export function fixed(dim: Dim | undefined): number {
  if (typeof dim === 'number') return dim;
  throw new AppError({ code: 'graph-dimension', message: `Expected a fixed size for a graph dimension but received "${dim}".` });
}
