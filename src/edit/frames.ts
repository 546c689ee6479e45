import { AppError } from '../core/app-error.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { atLevel, partly } from './edit-kinds.ts';
import type { FaceEdit } from './face-edit.ts';

/** What a strip goes through: the levels of one attribute, or of a move to one domain, or all that is set, from the source on. */
export type Sweep =
  | { readonly kind: 'level'; readonly id: string; readonly from: number; readonly to: number }
  | { readonly kind: 'edit' };

/** One step of a strip. */
export interface Frame {
  readonly edit: FaceEdit;
  /** The level; of a whole edit the share of it, 0 the source. */
  readonly level: number;
}

export const FEWEST_FRAMES = 2;
export const MOST_FRAMES = 96;
/** Of a grid, each way. */
export const MOST_STEPS = 12;

/**
 * Equal steps from one level to another, both among them.
 * @throws AppError `frame-count`
 */
export function evenLevels(from: number, to: number, count: number, most = MOST_FRAMES): readonly number[] {
  if (!Number.isInteger(count) || count < FEWEST_FRAMES || count > most) {
    throw new AppError({ code: 'frame-count', message: `Expected ${FEWEST_FRAMES} to ${most} steps but received ${count}.`, recovery: `Choose a whole number from ${FEWEST_FRAMES} to ${most}.` });
  }
  // To a millionth, so that a step has the same name, and the same picture, whichever way it was come by.
  return Array.from({ length: count }, (_, i) => Math.round((from + ((to - from) * i) / (count - 1)) * 1e6) / 1e6);
}

/** The steps of a strip; what the sweep does not name stays as the edit has it. */
export function sweepFrames(edit: FaceEdit, manifest: BundleManifest, sweep: Sweep, count: number): readonly Frame[] {
  if (sweep.kind === 'edit') return evenLevels(0, 1, count).map((level) => ({ level, edit: partly(edit, level) }));
  return evenLevels(sweep.from, sweep.to, count).map((level) => ({ level, edit: atLevel(edit, manifest, sweep.id, level) }));
}

/** One direction of a grid. */
export interface GridAxis {
  readonly id: string;
  readonly levels: readonly number[];
}

/** The edits of a grid, row by row: one attribute down, another across. */
export function gridEdits(edit: FaceEdit, manifest: BundleManifest, rows: GridAxis, columns: GridAxis): readonly (readonly FaceEdit[])[] {
  return rows.levels.map((down) => columns.levels.map((across) => atLevel(atLevel(edit, manifest, rows.id, down), manifest, columns.id, across)));
}

/** There and back again, neither end twice: it goes round without a jump. */
export function thereAndBack<T>(frames: readonly T[]): readonly T[] {
  return [...frames, ...frames.slice(1, -1).toReversed()];
}
