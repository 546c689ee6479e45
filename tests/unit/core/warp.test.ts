import { describe, expect, it } from 'vitest';
import { cropToNchw } from '../../../src/core/crop.ts';
import type { CropSquare } from '../../../src/core/geometry.ts';
import type { RgbaImage } from '../../../src/core/image.ts';
import { patchFrame, patchRect } from '../../../src/core/patch.ts';
import { warpToPatch } from '../../../src/core/warp.ts';

const WIDTH_PX = 500;
const HEIGHT_PX = 420;
const squares: readonly CropSquare[] = [0, 0.3, -0.52, 1.2, 3].map((rotationRad) => ({ centreXPx: 248.3, centreYPx: 211.7, sidePx: 287.4, rotationRad }));

/** Where in the picture the warp puts each crop position, told by a field that holds the crop positions themselves. */
function warpedPlaces(square: CropSquare, sizePx: number, maxSidePx: number): { readonly worstPx: number; readonly count: number } {
  const frame = patchFrame(patchRect({ widthPx: WIDTH_PX, heightPx: HEIGHT_PX }, square)!, square, maxSidePx);
  const field = new Float32Array(sizePx * sizePx * 2);
  for (let i = 0; i < sizePx * sizePx; i++) field.set([((i % sizePx) + 0.5) / sizePx, (Math.floor(i / sizePx) + 0.5) / sizePx], i * 2);
  const { rect } = frame;
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  const margin = 3 / sizePx;
  let worstPx = 0;
  let count = 0;
  warpToPatch({ widthPx: sizePx, heightPx: sizePx, channels: 2, data: field }, frame, (y, row) => {
    for (let x = 0; x < frame.widthPx; x++) {
      const dx = rect.xPx + ((x + 0.5) * rect.widthPx) / frame.widthPx - square.centreXPx;
      const dy = rect.yPx + ((y + 0.5) * rect.heightPx) / frame.heightPx - square.centreYPx;
      const u = (dx * cos + dy * sin) / square.sidePx + 0.5;
      const v = (dy * cos - dx * sin) / square.sidePx + 0.5;
      // Beyond the outermost samples the field is held, and is no ramp any more.
      if (Math.min(u, v) < margin || Math.max(u, v) > 1 - margin) continue;
      count++;
      worstPx = Math.max(worstPx, Math.hypot(row[x * 2]! - u, row[x * 2 + 1]! - v) * square.sidePx);
    }
  });
  return { worstPx, count };
}

/** A grid of soft dots, and their centres. */
function dots(square: CropSquare): { readonly picture: RgbaImage; readonly centres: readonly (readonly [number, number])[] } {
  const centres: (readonly [number, number])[] = [];
  for (let j = -1; j <= 1; j++) for (let i = -1; i <= 1; i++) centres.push([square.centreXPx + i * 57.3 + 3.4, square.centreYPx + j * 61.8 - 2.7]);
  const data = new Uint8ClampedArray(WIDTH_PX * HEIGHT_PX * 4);
  for (let y = 0; y < HEIGHT_PX; y++) {
    for (let x = 0; x < WIDTH_PX; x++) {
      const light = centres.reduce((sum, [cx, cy]) => sum + 240 * Math.exp(-((x + 0.5 - cx) ** 2 + (y + 0.5 - cy) ** 2) / 50), 0);
      data.set([light, light, light, 255], (y * WIDTH_PX + x) * 4);
    }
  }
  return { picture: { widthPx: WIDTH_PX, heightPx: HEIGHT_PX, data }, centres };
}

describe('warpToPatch', () => {
  it('puts every crop position where it came from, within a tenth of a pixel, at any turn and scale', () => {
    for (const square of squares) {
      for (const [sizePx, maxSidePx] of [[64, 1000], [256, 1000], [512, 1000], [256, 150]] as const) {
        const { worstPx, count } = warpedPlaces(square, sizePx, maxSidePx);
        expect(count).toBeGreaterThan(10_000);
        expect(worstPx, `turn ${square.rotationRad}, crop ${sizePx} px, patch ${maxSidePx} px`).toBeLessThan(0.1);
      }
    }
  });

  it('brings dots that were cropped back to their places, within a tenth of a pixel', () => {
    for (const square of squares) {
      const { picture, centres } = dots(square);
      const frame = patchFrame(patchRect(picture, square)!, square, 1000);
      const planes = cropToNchw(picture, square, 256);
      const field = { widthPx: 256, heightPx: 256, channels: 1, data: planes.slice(0, 256 * 256) };
      const patch = new Float32Array(frame.widthPx * frame.heightPx);
      warpToPatch(field, frame, (y, row) => { patch.set(row, y * frame.widthPx); });
      for (const [cx, cy] of centres) {
        let weight = 0;
        let sumX = 0;
        let sumY = 0;
        for (let y = Math.round(cy) - 20; y < cy + 20; y++) {
          for (let x = Math.round(cx) - 20; x < cx + 20; x++) {
            const light = patch[(y - frame.rect.yPx) * frame.widthPx + x - frame.rect.xPx]! + 1;
            weight += light;
            sumX += light * (x + 0.5);
            sumY += light * (y + 0.5);
          }
        }
        expect(Math.hypot(sumX / weight - cx, sumY / weight - cy), `turn ${square.rotationRad}`).toBeLessThan(0.1);
      }
    }
  });
});
