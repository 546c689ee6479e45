import type { CropSquare } from '../bridge/engine-client.ts';

export interface PictureSize {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Corner of a square, by the sides of the upright square that it lies on. */
export interface Corner {
  readonly x: -1 | 1;
  readonly y: -1 | 1;
}

interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

/** Smaller squares hold too few samples to tell a face. */
const SMALLEST_SIDE_PX = 24;
/** Of the shorter side: a face may be cut off by the picture's border, but not by much more than half. */
const LARGEST_SHARE = 1.5;
/** Share of a picture's shorter side that a face set without a drag takes. */
const PLACED_SHARE = 0.3;
/** A turn that ends this close to upright means it. */
const UPRIGHT_WITHIN_RAD = (2 * Math.PI) / 180;

/** Longest side, and ratio of the sides, of a picture that may itself be a crop of one face. */
const SMALL_SIDE_PX = 1024;
const SQUARISH_RATIO = 1.25;

function clamp(value: number, low: number, high: number): number {
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

/** The largest square in the middle of the picture: its whole where it is square. */
export function wholeSquare({ widthPx, heightPx }: PictureSize): CropSquare {
  return { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.min(widthPx, heightPx), rotationRad: 0 };
}

/** True for a picture that may itself be a crop of one face: small, and about as high as wide. */
export function mayBeCrop({ widthPx, heightPx }: PictureSize): boolean {
  const longer = Math.max(widthPx, heightPx);
  return longer <= SMALL_SIDE_PX && longer <= SQUARISH_RATIO * Math.min(widthPx, heightPx);
}

/** A square about a point, for a face that is set without a drag: of a usual size, or as large as what is seen allows. */
export function placedSquare(centre: Point, picture: PictureSize, seen: PictureSize): CropSquare {
  const sidePx = Math.min(PLACED_SHARE * Math.min(picture.widthPx, picture.heightPx), 0.5 * Math.min(seen.widthPx, seen.heightPx));
  return squareWithin({ centreXPx: centre.xPx, centreYPx: centre.yPx, sidePx, rotationRad: 0 }, picture);
}

/** The upright square spanned from one corner towards a point. */
export function spannedSquare(from: Point, to: Point, picture: PictureSize): CropSquare {
  const sidePx = clamp(Math.max(Math.abs(to.xPx - from.xPx), Math.abs(to.yPx - from.yPx)), SMALLEST_SIDE_PX, LARGEST_SHARE * Math.min(picture.widthPx, picture.heightPx));
  const half = { x: to.xPx < from.xPx ? -sidePx / 2 : sidePx / 2, y: to.yPx < from.yPx ? -sidePx / 2 : sidePx / 2 };
  return squareWithin({ centreXPx: from.xPx + half.x, centreYPx: from.yPx + half.y, sidePx, rotationRad: 0 }, picture);
}

/** The square moved by an offset. */
export function movedSquare(square: CropSquare, dxPx: number, dyPx: number, picture: PictureSize): CropSquare {
  return squareWithin({ ...square, centreXPx: square.centreXPx + dxPx, centreYPx: square.centreYPx + dyPx }, picture);
}

/** The square grown or shrunk about its centre. */
export function scaledSquare(square: CropSquare, factor: number, picture: PictureSize): CropSquare {
  return squareWithin({ ...square, sidePx: square.sidePx * factor }, picture);
}

/** The square turned about its centre, clockwise on screen. */
export function turnedSquare(square: CropSquare, byRad: number, picture: PictureSize): CropSquare {
  return squareWithin({ ...square, rotationRad: square.rotationRad + byRad }, picture);
}

/** The square turned so that its top points at a point of the picture; close to upright it becomes upright. */
export function pointedSquare(square: CropSquare, point: Point, picture: PictureSize): CropSquare {
  const rotationRad = Math.atan2(point.xPx - square.centreXPx, square.centreYPx - point.yPx);
  return squareWithin({ ...square, rotationRad: Math.abs(rotationRad) < UPRIGHT_WITHIN_RAD ? 0 : rotationRad }, picture);
}

/** Where a corner of the square lies in the picture. */
export function cornerPoint({ centreXPx, centreYPx, sidePx, rotationRad }: CropSquare, corner: Corner): Point {
  const cos = (Math.cos(rotationRad) * sidePx) / 2;
  const sin = (Math.sin(rotationRad) * sidePx) / 2;
  return { xPx: centreXPx + corner.x * cos - corner.y * sin, yPx: centreYPx + corner.x * sin + corner.y * cos };
}

/** The square with one corner pulled towards a point; the opposite corner stays. */
export function resizedSquare(square: CropSquare, corner: Corner, point: Point, picture: PictureSize): CropSquare {
  const fixed = cornerPoint(square, { x: corner.x === 1 ? -1 : 1, y: corner.y === 1 ? -1 : 1 });
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  const dx = point.xPx - fixed.xPx;
  const dy = point.yPx - fixed.yPx;
  const pulled = ((dx * cos + dy * sin) * corner.x + (dy * cos - dx * sin) * corner.y) / 2;
  const { sidePx } = squareWithin({ ...square, sidePx: pulled }, picture);
  const u = (corner.x * sidePx) / 2;
  const v = (corner.y * sidePx) / 2;
  return squareWithin({ ...square, sidePx, centreXPx: fixed.xPx + u * cos - v * sin, centreYPx: fixed.yPx + u * sin + v * cos }, picture);
}
