import type { CropSquare } from './geometry.ts';
import { fullScale, type RgbaImage } from './image.ts';

/** Index mirrored into [0, size) about the picture's border: -1 becomes 0, size becomes size - 1. */
export function reflect(index: number, size: number): number {
  if (index >= 0 && index < size) return index;
  const period = 2 * size;
  const folded = ((index % period) + period) % period;
  return folded < size ? folded : period - 1 - folded;
}

/**
 * Aligned crop of a picture: `[1,3,S,S]` float32 NCHW RGB in [-1,1].
 * Each crop pixel is the mean of n x n bilinear samples, n the reduction rounded up, so that shrinking does not alias.
 * Beyond the picture its samples are mirrored.
 */
export function cropToNchw(picture: RgbaImage, square: CropSquare, sizePx: number): Float32Array<ArrayBuffer> {
  const planes = new Float32Array(3 * sizePx * sizePx);
  const step = square.sidePx / sizePx;
  const taps = Math.max(1, Math.ceil(step));
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  const halfScale = (taps * taps * fullScale(picture.data)) / 2;
  const rgb: [number, number, number] = [0, 0, 0];
  for (let y = 0; y < sizePx; y++) {
    for (let x = 0; x < sizePx; x++) {
      rgb.fill(0);
      for (let j = 0; j < taps; j++) {
        for (let i = 0; i < taps; i++) {
          const u = (x + (i + 0.5) / taps) * step - square.sidePx / 2;
          const v = (y + (j + 0.5) / taps) * step - square.sidePx / 2;
          addBilinear(picture, square.centreXPx + u * cos - v * sin - 0.5, square.centreYPx + u * sin + v * cos - 0.5, rgb);
        }
      }
      for (let c = 0; c < 3; c++) planes[(c * sizePx + y) * sizePx + x] = rgb[c]! / halfScale - 1;
    }
  }
  return planes;
}

/** Adds the RGB of the point (x, y), in units between pixel centres. */
function addBilinear({ widthPx, heightPx, data }: RgbaImage, x: number, y: number, rgb: [number, number, number]): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const left = reflect(x0, widthPx) * 4;
  const right = reflect(x0 + 1, widthPx) * 4;
  const top = reflect(y0, heightPx) * widthPx * 4;
  const bottom = reflect(y0 + 1, heightPx) * widthPx * 4;
  for (let c = 0; c < 3; c++) {
    const above = data[top + left + c]! * (1 - fx) + data[top + right + c]! * fx;
    const below = data[bottom + left + c]! * (1 - fx) + data[bottom + right + c]! * fx;
    rgb[c] = rgb[c]! + above * (1 - fy) + below * fy;
  }
}
