import type { CropSquare } from '../../src/core/geometry.ts';

/** Area that two upright squares share, of what they cover together. */
export function unionShare(a: CropSquare, b: CropSquare): number {
  const along = (from: number, to: number): number => Math.max(0, Math.min((a.sidePx + b.sidePx) / 2 - Math.abs(from - to), a.sidePx, b.sidePx));
  const shared = along(a.centreXPx, b.centreXPx) * along(a.centreYPx, b.centreYPx);
  return shared / (a.sidePx ** 2 + b.sidePx ** 2 - shared);
}
