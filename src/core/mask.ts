import type { CropSquare } from './geometry.ts';
import type { PatchFrame } from './patch.ts';

/** Share of the square's side over which the mask fades in from each edge. */
const FEATHER = 0.16;

/**
 * The feathered face mask over a patch: 1 inside, falling smoothly to 0 at the square's edges, `[H,W]` float32 in [0,1].
 * An edge that lies on or beyond the picture's border needs no seam hidden and does not fade.
 */
export function squareMask(frame: PatchFrame, square: CropSquare, picture: { readonly widthPx: number; readonly heightPx: number }): Float32Array<ArrayBuffer> {
  const open = openEdges(square, picture);
  const { uX, uY, u0, vX, vY, v0 } = frame.toCrop;
  const mask = new Float32Array(frame.widthPx * frame.heightPx);
  for (let y = 0; y < frame.heightPx; y++) {
    for (let x = 0; x < frame.widthPx; x++) {
      const u = uX * x + uY * y + u0;
      const v = vX * x + vY * y + v0;
      if (u < 0 || u > 1 || v < 0 || v > 1) continue;
      mask[y * frame.widthPx + x] =
        (open.left ? 1 : smoothstep(u / FEATHER)) * (open.right ? 1 : smoothstep((1 - u) / FEATHER)) *
        (open.top ? 1 : smoothstep(v / FEATHER)) * (open.bottom ? 1 : smoothstep((1 - v) / FEATHER));
    }
  }
  return mask;
}

function openEdges(square: CropSquare, picture: { readonly widthPx: number; readonly heightPx: number }): Record<'left' | 'right' | 'top' | 'bottom', boolean> {
  if (square.rotationRad !== 0) return { left: false, right: false, top: false, bottom: false };
  const half = square.sidePx / 2;
  return {
    left: square.centreXPx - half <= 0.5,
    right: square.centreXPx + half >= picture.widthPx - 0.5,
    top: square.centreYPx - half <= 0.5,
    bottom: square.centreYPx + half >= picture.heightPx - 0.5,
  };
}

/** 3t^2 - 2t^3 on [0,1], held outside. */
export function smoothstep(t: number): number {
  const c = t < 0 ? 0 : t > 1 ? 1 : t;
  return c * c * (3 - 2 * c);
}
