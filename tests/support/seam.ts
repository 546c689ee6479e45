import type { RgbaImage } from '../../src/core/image.ts';
import type { FaceRegion } from '../../src/core/mask.ts';
import type { PatchFrame } from '../../src/core/patch.ts';
import { warpToPatch } from '../../src/core/warp.ts';

/** The mask on a patch's pixels, `[H,W]`. */
export function maskOnPatch({ mask }: FaceRegion, frame: PatchFrame): Float32Array {
  const sizePx = Math.sqrt(mask.length);
  const out = new Float32Array(frame.widthPx * frame.heightPx);
  warpToPatch({ widthPx: sizePx, heightPx: sizePx, channels: 1, data: mask }, frame, (y, row) => { out.set(row, y * frame.widthPx); });
  return out;
}

type Picture = Pick<RgbaImage, 'widthPx' | 'heightPx' | 'data'>;

/**
 * The steepest rise of `after - before` from one pixel to the next, in samples' steps, where the mask fades. A sample that ends
 * at black or white is left out: what it lacks follows the photo.
 */
export function steepest(before: Picture, after: Picture, mask: Float32Array): number {
  const { widthPx, heightPx } = before;
  const isBand = (p: number): boolean => mask[p]! > 0.001 && mask[p]! < 0.999;
  const isCut = (i: number): boolean => after.data[i] === 0 || after.data[i] === 255;
  let most = 0;
  for (let y = 0; y < heightPx - 1; y++) {
    for (let x = 0; x < widthPx - 1; x++) {
      const p = y * widthPx + x;
      for (const q of [p + 1, p + widthPx]) {
        if (!isBand(p) || !isBand(q)) continue;
        for (let c = 0; c < 3; c++) {
          const [i, j] = [p * 4 + c, q * 4 + c];
          if (!isCut(i) && !isCut(j)) most = Math.max(most, Math.abs(after.data[j]! - before.data[j]! - after.data[i]! + before.data[i]!));
        }
      }
    }
  }
  return most;
}
