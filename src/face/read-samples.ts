import { AppError } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';

/** The samples of a bitmap, made smaller where its longer side is above a limit: more would cost memory and show nothing new. */
export function readSamples(bitmap: ImageBitmap, maxSidePx: number): RgbaImage {
  const scale = Math.min(1, maxSidePx / Math.max(bitmap.width, bitmap.height));
  const widthPx = Math.max(1, Math.round(bitmap.width * scale));
  const heightPx = Math.max(1, Math.round(bitmap.height * scale));
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  if (!context) throw new AppError({ code: 'canvas-failed', message: `Expected a drawing surface of ${widthPx} x ${heightPx} px but the browser gave none.`, recovery: 'Close other tabs, then try again.' });
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, widthPx, heightPx);
  return { widthPx, heightPx, data: context.getImageData(0, 0, widthPx, heightPx).data };
}
