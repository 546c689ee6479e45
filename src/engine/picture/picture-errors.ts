import { AppError } from '../../core/app-error.ts';

/** Beyond this a tab runs out of memory on common machines: decoded samples alone are 4 bytes a pixel, several times over. */
const MAX_PIXELS = 100_000_000;

/** A file that no decoder here can read. */
export function unreadable(name: string, received: string, cause: unknown): AppError {
  return new AppError({
    code: 'picture-unreadable', cause,
    message: `Expected a JPEG, PNG, WebP, AVIF, HEIC, GIF or BMP picture for ${name} but received ${received} that cannot be decoded.`,
    recovery: 'Save it as JPEG or PNG and open that.',
  });
}

/** @throws AppError `picture-too-large` */
export function refuseTooLarge(widthPx: number, heightPx: number, name: string): void {
  if (widthPx * heightPx <= MAX_PIXELS) return;
  throw new AppError({
    code: 'picture-too-large',
    message: `Expected at most ${MAX_PIXELS / 1e6} megapixels for ${name} but received ${Math.round((widthPx * heightPx) / 1e6)}.`,
    recovery: 'Make the picture smaller and open it again.',
  });
}

/** The browser gave no drawing surface. */
export function noCanvas(widthPx: number, heightPx: number, cause?: unknown): AppError {
  return new AppError({
    code: 'canvas-failed', cause,
    message: `Expected a drawing surface of ${widthPx} x ${heightPx} px but the browser gave none.`,
    recovery: 'Close other tabs, or make the picture smaller.',
  });
}
