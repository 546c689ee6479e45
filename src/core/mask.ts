import { inSquare, type CropSquare, type PointInSquare, type PointPx } from './geometry.ts';
import { enlargePlane } from './plane.ts';

/** Shares of the square's side over which the edit fades in from each edge: and where the model knows itself what it changes. */
const EDGE_FEATHER = 0.14;
export const NARROW_EDGE_FEATHER = 0.05;
/** Shares of the side: how far outside the face's contour the edit ends, and how wide it fades towards that. */
const OVAL_REACH = 0.16;
const OVAL_FEATHER = 0.18;

/** Where in a crop the face is, `[S,S]` float32 each. */
export interface FaceRegion {
  /** 1 on the face, falling smoothly to 0 at its reach and at the square's edges. */
  readonly mask: Float32Array<ArrayBuffer>;
  /** How far inside the reach, in feathers: 0 and less where the mask is 0, 1 where it becomes 1, rising further inwards. */
  readonly depth: Float32Array<ArrayBuffer>;
  /** Distance outside the contour in shares of the side, 0 on the face; 0 everywhere without a contour. */
  readonly outside: Float32Array<ArrayBuffer>;
}

interface Size { readonly widthPx: number; readonly heightPx: number }

/**
 * The region of a face in its crop. An edge that lies on or beyond the picture's border needs no seam hidden and does not fade;
 * at the others the two outermost pixels are 0, so that a cubic kernel brings nothing across the square's edge.
 */
export function faceRegion(square: CropSquare, picture: Size, oval: readonly PointPx[] | undefined, sizePx: number, edgeFeather = EDGE_FEATHER): FaceRegion {
  const open = openEdges(square, picture);
  const contour = oval && oval.length > 2 ? oval.map((point) => inSquare(point, square)) : undefined;
  const area = sizePx * sizePx;
  const region = { mask: new Float32Array(area), depth: new Float32Array(area), outside: new Float32Array(area) };
  const edge = (index: number, isOpen: boolean): number => (isOpen ? Infinity : (index - 1) / (sizePx * edgeFeather));
  for (let y = 0, i = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++, i++) {
      const inside = contour ? signedDistance((x + 0.5) / sizePx, (y + 0.5) / sizePx, contour) : Infinity;
      const depths = [
        edge(x, open.left), edge(sizePx - 1 - x, open.right), edge(y, open.top), edge(sizePx - 1 - y, open.bottom),
        (inside + OVAL_REACH) / OVAL_FEATHER,
      ];
      region.mask[i] = depths.reduce((product, depth) => product * smoothstep(depth), 1);
      region.depth[i] = Math.min(...depths);
      region.outside[i] = Math.max(0, -inside);
    }
  }
  return region;
}

/**
 * A face's region narrowed to where an edit may change it: the union of maps `[n,n]` in [0,1] over the crop, each 1 where all of
 * the change comes in and 0 where the picture stays as it is, bilinear between the centres of their cells.
 */
export function narrowedRegion(region: FaceRegion, maps: readonly Float32Array[]): FaceRegion {
  const union = Float32Array.from(maps[0] ?? [], (_, i) => Math.max(...maps.map((map) => map[i]!)));
  const sizePx = Math.sqrt(region.mask.length);
  const allowed = enlargePlane(union, Math.sqrt(union.length), sizePx);
  return { ...region, mask: region.mask.map((m, i) => m * allowed[i]!) };
}

function openEdges(square: CropSquare, picture: Size): Record<'left' | 'right' | 'top' | 'bottom', boolean> {
  if (square.rotationRad !== 0) return { left: false, right: false, top: false, bottom: false };
  const half = square.sidePx / 2;
  return {
    left: square.centreXPx - half <= 0.5,
    right: square.centreXPx + half >= picture.widthPx - 0.5,
    top: square.centreYPx - half <= 0.5,
    bottom: square.centreYPx + half >= picture.heightPx - 0.5,
  };
}

/** Distance to a closed polygon, positive inside, negative outside. */
function signedDistance(u: number, v: number, polygon: readonly PointInSquare[]): number {
  let nearest = Infinity;
  let isInside = false;
  let [pu, pv] = polygon[polygon.length - 1]!;
  for (const [qu, qv] of polygon) {
    const du = qu - pu;
    const dv = qv - pv;
    const along = Math.min(1, Math.max(0, ((u - pu) * du + (v - pv) * dv) / (du * du + dv * dv || 1)));
    nearest = Math.min(nearest, (u - pu - along * du) ** 2 + (v - pv - along * dv) ** 2);
    if (pv > v !== qv > v && u < pu + ((v - pv) * du) / dv) isInside = !isInside;
    pu = qu;
    pv = qv;
  }
  return isInside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
}

/** 3t^2 - 2t^3 on [0,1], held outside. */
export function smoothstep(t: number): number {
  const c = t < 0 ? 0 : t > 1 ? 1 : t;
  return c * c * (3 - 2 * c);
}

/** 0 up to the first bound, 1 from the second on, smooth between. */
export function rise(bounds: readonly [number, number], value: number): number {
  return smoothstep((value - bounds[0]) / (bounds[1] - bounds[0]));
}
