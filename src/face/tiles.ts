import type { CropSquare, PointPx } from '../core/geometry.ts';

/** Tiles below this would only find faces too small to edit. */
const SMALLEST_TILE_PX = 300;
/**
 * Tile sides in lengths of the picture's longer side. The detector finds faces of a twelfth of a tile up to half of it:
 * the first, more than the picture, is for a face that fills the picture; the last for faces of a fiftieth.
 */
const SCALES = [1.5, 1 / 2, 1 / 4] as const;
/** Share of a tile that its neighbour shows too: faces up to that size lie whole in one of them, larger ones in a larger tile. */
const OVERLAP = 0.25;

/** The squares in which to look for faces, the largest first. */
export function tilesOf(widthPx: number, heightPx: number): readonly CropSquare[] {
  const longer = Math.max(widthPx, heightPx);
  return SCALES.flatMap((scale) => {
    const sidePx = longer * scale;
    if (scale < 1 && sidePx < SMALLEST_TILE_PX) return [];
    const rows = centres(heightPx, sidePx);
    return rows.flatMap((centreYPx) => centres(widthPx, sidePx).map((centreXPx) => ({ centreXPx, centreYPx, sidePx, rotationRad: 0 })));
  });
}

/** The whole picture on its left side, its right side and its head. */
export function turnedTiles(widthPx: number, heightPx: number): readonly CropSquare[] {
  const whole = { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.max(widthPx, heightPx) * SCALES[0] };
  return [Math.PI / 2, -Math.PI / 2, Math.PI].map((rotationRad) => ({ ...whole, rotationRad }));
}

/** Centres of the fewest tiles that cover an extent with the overlap. */
function centres(extentPx: number, sidePx: number): readonly number[] {
  const steps = Math.max(0, Math.ceil((extentPx - sidePx) / (sidePx * (1 - OVERLAP)) - 1e-9));
  if (steps === 0) return [extentPx / 2];
  return Array.from({ length: steps + 1 }, (_, i) => sidePx / 2 + (i * (extentPx - sidePx)) / steps);
}

/** Carries a point of a square's cut, `sizePx` a side, to the picture. */
export function toPicture({ xPx, yPx }: PointPx, square: CropSquare, sizePx: number): PointPx {
  const u = (xPx / sizePx - 0.5) * square.sidePx;
  const v = (yPx / sizePx - 0.5) * square.sidePx;
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  return { xPx: square.centreXPx + u * cos - v * sin, yPx: square.centreYPx + u * sin + v * cos };
}
