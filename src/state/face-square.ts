import type { CropSquare } from '../core/geometry.ts';
import { clamp, LARGEST_SHARE, SMALLEST_SIDE_PX, squareWithin, type PictureSize } from '../edit/square.ts';

/** Corner of a square, by the sides of the upright square that it lies on. */
export interface Corner {
  readonly x: -1 | 1;
  readonly y: -1 | 1;
}

interface Point {
  readonly xPx: number;
  readonly yPx: number;
}

/** Share of a picture's shorter side that a face set without a drag takes. */
const PLACED_SHARE = 0.3;
/** A turn that ends this close to upright means it. */
const UPRIGHT_WITHIN_RAD = (2 * Math.PI) / 180;

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
