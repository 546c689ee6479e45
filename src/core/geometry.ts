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
