/**
 * The square of a picture that becomes the aligned crop.
 * Pixel centres lie at half-integers: the picture spans [0, widthPx] x [0, heightPx].
 */
export interface CropSquare {
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly sidePx: number;
  /** Clockwise as seen on screen (y points down); 0 is upright. */
  readonly rotationRad: number;
}

/** A point of a picture, in the same coordinates. */
export interface PointPx {
  readonly xPx: number;
  readonly yPx: number;
}

/** A place in a square, which spans [0,1] each way from its corner. */
export type PointInSquare = readonly [u: number, v: number];

/** Where a point of the picture lies in a square. */
export function inSquare({ xPx, yPx }: PointPx, { centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): PointInSquare {
  const cos = Math.cos(rotationRad) / sidePx;
  const sin = Math.sin(rotationRad) / sidePx;
  const x = xPx - centreXPx;
  const y = yPx - centreYPx;
  return [x * cos + y * sin + 0.5, y * cos - x * sin + 0.5];
}
