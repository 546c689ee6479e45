import { cosine } from '../core/cosine.ts';
import type { StyleLatents } from './latent.ts';

/** A point of the map, in units of the style code. */
export interface MapPoint {
  readonly x: number;
  readonly y: number;
}

/** A face's style code taken apart, and what an edit makes of it. */
export interface StyleInsight {
  readonly unrelatedLength: number;
  readonly relatedLength: number;
  readonly editedLength: number;
  /** Cosine of the related code with the unrelated one, before and after; 0 where the model does not split its codes. */
  readonly cosineBefore: number;
  readonly cosineAfter: number;
  /** The related codes seen along the two directions in which source and targets differ most. */
  readonly map: {
    readonly source: MapPoint;
    readonly edited: MapPoint;
    /** Per domain, in the table's order. */
    readonly targets: readonly MapPoint[];
    /** Share of the codes' variance that the map shows, 0 to 1. */
    readonly shownShare: number;
  };
}

const POWER_STEPS = 200;

/** Lengths, angles and a map of a face's related codes; `style` drives the edited picture. */
export function explainStyle({ unrelated, related, targets }: StyleLatents, style: Float32Array): StyleInsight {
  const width = related.length;
  const edited = style.map((value, i) => value - unrelated[i]!);
  const rows = [related, ...Array.from({ length: targets.length / width }, (_, d) => targets.subarray(d * width, (d + 1) * width))];
  const mean = Float64Array.from({ length: width }, (_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
  const centred = rows.map((row) => Float64Array.from(row, (value, i) => value - mean[i]!));
  const first = mainDirection(centred, []);
  const second = mainDirection(centred, [first]);
  const place = (row: ArrayLike<number>): MapPoint => {
    const from = Float64Array.from(row, (value, i) => value - mean[i]!);
    return { x: dot(from, first), y: dot(from, second) };
  };
  const total = centred.reduce((sum, row) => sum + dot(row, row), 0);
  const shown = centred.reduce((sum, row) => sum + dot(row, first) ** 2 + dot(row, second) ** 2, 0);
  return {
    unrelatedLength: Math.sqrt(dot(unrelated, unrelated)), relatedLength: Math.sqrt(dot(related, related)), editedLength: Math.sqrt(dot(edited, edited)),
    cosineBefore: cosine(related, unrelated), cosineAfter: cosine(edited, unrelated),
    map: { source: place(related), edited: place(edited), targets: rows.slice(1).map(place), shownShare: total === 0 ? 1 : Math.min(1, shown / total) },
  };
}

/** The unit direction in which the rows differ most, at right angles to others: power iteration. All zero where they do not differ. */
function mainDirection(rows: readonly Float64Array[], others: readonly Float64Array[]): Float64Array {
  const width = rows[0]?.length ?? 0;
  // The longest row is never at right angles to the main direction, as a fixed start might be.
  const free = rows.map((row) => without(row, others));
  let direction = unit(free.reduce((longest, row) => (dot(row, row) > dot(longest, longest) ? row : longest), new Float64Array(width)));
  for (let step = 0; step < POWER_STEPS; step++) {
    const next = new Float64Array(width);
    for (const row of free) {
      const along = dot(row, direction);
      for (let i = 0; i < width; i++) next[i] = next[i]! + along * row[i]!;
    }
    direction = unit(without(next, others));
  }
  return direction;
}

function without(row: Float64Array, others: readonly Float64Array[]): Float64Array {
  return others.reduce((rest, other) => { const along = dot(rest, other); return rest.map((value, i) => value - along * other[i]!); }, row);
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dot(vector, vector));
  return length < 1e-12 ? new Float64Array(vector.length) : vector.map((value) => value / length);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
