import type { RgbaImage } from '../core/image.ts';
import { breathe } from './breathe.ts';
import { noCanvas } from './picture-errors.ts';

/** Pixels copied at once: a canvas of the whole picture would be another copy of it. */
const STRIP_PIXELS = 2 ** 21;

/** Copies a bitmap's samples, strip by strip. @throws AppError `canvas-failed`; AbortError */
export async function readBitmap(bitmap: ImageBitmap, signal: AbortSignal | undefined): Promise<RgbaImage<Uint8ClampedArray<ArrayBuffer>>> {
  const { width: widthPx, height: heightPx } = bitmap;
  const rows = Math.max(1, Math.min(heightPx, Math.floor(STRIP_PIXELS / widthPx)));
  const context = context2d(widthPx, rows);
  const data = samplesFor(widthPx, heightPx);
  // A strip must not show through the clear parts of the next one.
  context.globalCompositeOperation = 'copy';
  for (let y = 0; y < heightPx; y += rows) {
    context.drawImage(bitmap, 0, -y);
    data.set(context.getImageData(0, 0, widthPx, Math.min(rows, heightPx - y)).data, y * widthPx * 4);
    await breathe(signal);
  }
  return { widthPx, heightPx, data };
}

function samplesFor(widthPx: number, heightPx: number): Uint8ClampedArray<ArrayBuffer> {
  try {
    return new Uint8ClampedArray(widthPx * heightPx * 4);
  } catch (cause) {
    throw noCanvas(widthPx, heightPx, cause);
  }
}

/** A drawing surface that is read or written, not shown. @throws AppError `canvas-failed` */
export function context2d(widthPx: number, heightPx: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  if (context) return context;
  throw noCanvas(widthPx, heightPx);
}
