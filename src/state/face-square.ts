import type { CropSquare } from '../bridge/engine-client.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Corner of a square, by the sides of the screen it lies on. */
export interface Corner {
  readonly x: -1 | 1;
  readonly y: -1 | 1;
}

/** Smaller squares hold too few samples to tell a face. */
const SMALLEST_SIDE_PX = 24;
/** Share of a picture's shorter side that a face is first guessed to take, where the picture is not itself a crop. */
const FIRST_GUESS_SHARE = 0.8;
/** Sides that differ by less are a square picture. */
const SQUARE_TOLERANCE = 0.02;

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

/** The nearest square that lies within the picture. */
export function squareWithin(square: CropSquare, { widthPx, heightPx }: PictureSize): CropSquare {
  const largest = Math.min(widthPx, heightPx);
  const sidePx = clamp(square.sidePx, Math.min(SMALLEST_SIDE_PX, largest), largest);
  const half = sidePx / 2;
  return {
    ...square,
    sidePx,
    centreXPx: clamp(square.centreXPx, half, widthPx - half),
    centreYPx: clamp(square.centreYPx, half, heightPx - half),
  };
}

/** Where the face is guessed to be: the whole of a square picture, else a centred square of 80 % of the shorter side. */
export function firstSquare(picture: PictureSize): CropSquare {
  const shorter = Math.min(picture.widthPx, picture.heightPx);
  const longer = Math.max(picture.widthPx, picture.heightPx);
  const sidePx = longer - shorter <= SQUARE_TOLERANCE * longer ? shorter : FIRST_GUESS_SHARE * shorter;
  return squareWithin({ centreXPx: picture.widthPx / 2, centreYPx: picture.heightPx / 2, sidePx, rotationRad: 0 }, picture);
}

/** The square moved by an offset, kept within the picture. */
export function movedSquare(square: CropSquare, dxPx: number, dyPx: number, picture: PictureSize): CropSquare {
  return squareWithin({ ...square, centreXPx: square.centreXPx + dxPx, centreYPx: square.centreYPx + dyPx }, picture);
}

/** The square grown or shrunk about its centre, kept within the picture. */
export function scaledSquare(square: CropSquare, factor: number, picture: PictureSize): CropSquare {
  return squareWithin({ ...square, sidePx: square.sidePx * factor }, picture);
}

/** The square with one corner pulled towards a point; the opposite corner stays. */
export function resizedSquare(
  square: CropSquare, corner: Corner, point: { readonly xPx: number; readonly yPx: number }, picture: PictureSize,
): CropSquare {
  const half = square.sidePx / 2;
  const fixedX = square.centreXPx - corner.x * half;
  const fixedY = square.centreYPx - corner.y * half;
  const room = Math.min(
    corner.x > 0 ? picture.widthPx - fixedX : fixedX,
    corner.y > 0 ? picture.heightPx - fixedY : fixedY,
  );
  const pulled = ((point.xPx - fixedX) * corner.x + (point.yPx - fixedY) * corner.y) / 2;
  const sidePx = clamp(pulled, Math.min(SMALLEST_SIDE_PX, room), room);
  return { ...square, sidePx, centreXPx: fixedX + (corner.x * sidePx) / 2, centreYPx: fixedY + (corner.y * sidePx) / 2 };
}
