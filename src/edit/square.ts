import { AppError } from '../core/app-error.ts';
import type { CropSquare } from '../core/geometry.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Smaller squares hold too few samples to tell a face. */
export const SMALLEST_SIDE_PX = 24;
/** Of the shorter side: a face may be cut off by the picture's border, but not by much more than half. */
export const LARGEST_SHARE = 1.5;

/** The value moved into a range; the lower bound wins where the two cross. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

/** True when two squares lie alike. */
export function isSameSquare(a: CropSquare, b: CropSquare): boolean {
  return a === b || (a.centreXPx === b.centreXPx && a.centreYPx === b.centreYPx && a.sidePx === b.sidePx && a.rotationRad === b.rotationRad);
}

/** The nearest square with its centre on the picture; it may reach beyond, as faces do that the border cuts off. */
export function squareWithin(square: CropSquare, { widthPx, heightPx }: PictureSize): CropSquare {
  const shorter = Math.min(widthPx, heightPx);
  return {
    sidePx: clamp(square.sidePx, Math.min(SMALLEST_SIDE_PX, shorter), LARGEST_SHARE * shorter),
    centreXPx: clamp(square.centreXPx, 0, widthPx),
    centreYPx: clamp(square.centreYPx, 0, heightPx),
    rotationRad: Math.atan2(Math.sin(square.rotationRad), Math.cos(square.rotationRad)),
  };
}

/** Of the longer side: beyond it next to nothing of a square is picture, and the work grows with its area. */
const MOST_SIDES = 8;

/**
 * Refuses a square that somebody typed or a file told, and that is no face's: the time it would take has no bounds.
 * @throws AppError `square-outside`
 */
export function expectSquare(square: CropSquare, { widthPx, heightPx }: PictureSize): CropSquare {
  const largestPx = MOST_SIDES * Math.max(widthPx, heightPx);
  const isPlaced = [square.centreXPx, square.centreYPx, square.rotationRad].every(Number.isFinite);
  if (isPlaced && square.sidePx >= 1 && square.sidePx <= largestPx) return square;
  throw new AppError({
    code: 'square-outside', message: `Expected a face square of 1 to ${largestPx} px for the ${widthPx} x ${heightPx} px picture but received one of ${square.sidePx} px.`,
    recovery: 'Give it the size of the face.',
  });
}

/** The largest square in the middle of the picture: its whole where it is square. */
export function wholeSquare({ widthPx, heightPx }: PictureSize): CropSquare {
  return { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.min(widthPx, heightPx), rotationRad: 0 };
}
