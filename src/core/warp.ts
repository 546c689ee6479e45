import type { PatchFrame } from './patch.ts';
import { resample, resampleRows, resizeAxis, type FloatImage, type RowVisitor } from './resample.ts';

/**
 * W^-1: brings a square crop-space field `[S,S,C]` onto the patch's pixels, row by row, edges held.
 * An upright square goes straight to the patch's grid; a turned one is first brought to the patch's resolution with the
 * same cubic, which leaves nothing for the bilinear step to lose that the eye could see.
 */
export function warpToPatch(field: FloatImage, frame: PatchFrame, visit: RowVisitor): void {
  const { uX, uY, u0, vX, vY, v0 } = frame.toCrop;
  if (uY === 0 && vX === 0) {
    const columns = { count: frame.widthPx, start: u0 * field.widthPx - 0.5, step: uX * field.widthPx };
    const rows = { count: frame.heightPx, start: v0 * field.heightPx - 0.5, step: vY * field.heightPx };
    resampleRows(field, columns, rows, visit);
    return;
  }
  const side = Math.min(field.widthPx * 8, Math.max(2, Math.round(1 / Math.hypot(uX, vX))));
  const axis = resizeAxis(field.widthPx, side);
  sampleTurned(resample(field, axis, axis), frame, visit);
}

function sampleTurned({ widthPx: size, channels, data }: FloatImage, frame: PatchFrame, visit: RowVisitor): void {
  const { uX, uY, u0, vX, vY, v0 } = frame.toCrop;
  const row = new Float32Array(frame.widthPx * channels);
  const last = size - 1;
  for (let y = 0; y < frame.heightPx; y++) {
    for (let x = 0; x < frame.widthPx; x++) {
      const u = Math.min(last, Math.max(0, (uX * x + uY * y + u0) * size - 0.5));
      const v = Math.min(last, Math.max(0, (vX * x + vY * y + v0) * size - 0.5));
      const x0 = Math.min(last - 1, Math.floor(u));
      const y0 = Math.min(last - 1, Math.floor(v));
      const a = (y0 * size + x0) * channels;
      const b = a + size * channels;
      for (let c = 0; c < channels; c++) {
        const above = data[a + c]! + (u - x0) * (data[a + channels + c]! - data[a + c]!);
        const below = data[b + c]! + (u - x0) * (data[b + channels + c]! - data[b + c]!);
        row[x * channels + c] = above + (v - y0) * (below - above);
      }
    }
    visit(y, row);
  }
}
