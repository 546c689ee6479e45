import type { PatchFrame } from './patch.ts';
import { resample, resampleRows, resizeAxis, type FloatImage, type RowVisitor } from './resample.ts';

/**
 * W^-1: brings a square crop-space field `[S,S,C]` onto the patch's pixels, row by row, edges held.
 * An upright square goes straight to the patch's grid; a turned one is first enlarged with the same cubic, to the
 * patch's resolution or at least four times, which leaves nothing for the bilinear step to lose that the eye could see.
 */
export function warpToPatch(field: FloatImage, frame: PatchFrame, visit: RowVisitor): void {
  const { uX, uY, u0, vX, vY, v0 } = frame.toCrop;
  if (uY === 0 && vX === 0) {
    const columns = { count: frame.widthPx, start: u0 * field.widthPx - 0.5, step: uX * field.widthPx };
    const rows = { count: frame.heightPx, start: v0 * field.heightPx - 0.5, step: vY * field.heightPx };
    resampleRows(field, columns, rows, visit);
    return;
  }
  const patchPx = 1 / Math.hypot(uX, vX);
  const side = Math.max(2, Math.round(Math.min(field.widthPx * 8, Math.max(field.widthPx * 4, patchPx / 2), patchPx)));
  const axis = resizeAxis(field.widthPx, side);
  sampleTurned(resample(field, axis, axis), frame, visit);
}

function sampleTurned({ widthPx: size, channels, data }: FloatImage, frame: PatchFrame, visit: RowVisitor): void {
  const { uX, uY, u0, vX, vY, v0 } = frame.toCrop;
  const row = new Float32Array(frame.widthPx * channels);
  const last = size - 1;
  const stride = size * channels;
  for (let y = 0; y < frame.heightPx; y++) {
    for (let x = 0, to = 0; x < frame.widthPx; x++) {
      const u = Math.min(last, Math.max(0, (uX * x + uY * y + u0) * size - 0.5));
      const v = Math.min(last, Math.max(0, (vX * x + vY * y + v0) * size - 0.5));
      const x0 = Math.min(last - 1, Math.trunc(u));
      const y0 = Math.min(last - 1, Math.trunc(v));
      const fx = u - x0;
      const fy = v - y0;
      const right = fx * (1 - fy);
      const below = fy * (1 - fx);
      const across = fx * fy;
      const here = 1 - right - below - across;
      const from = y0 * stride + x0 * channels;
      for (let c = 0; c < channels; c++, to++) {
        const i = from + c;
        row[to] = here * data[i]! + right * data[i + channels]! + below * data[i + stride]! + across * data[i + stride + channels]!;
      }
    }
    visit(y, row);
  }
}
