import { AppError } from '../core/app-error.ts';
import { PICTURE_FORMATS, titlesOf, type FormatRow, type PictureFormat } from '../core/picture-formats.ts';

/** Opened where the browser happens to. */
export const ONLY_SOME_BROWSERS: readonly PictureFormat[] = ['tiff', 'jxl', 'ico'];
/** Beyond this a tab runs out of memory on common machines: decoded samples alone are 4 bytes a pixel, several times over. */
const MAX_PIXELS = 100_000_000;

const PAGE_FORMATS = titlesOf(PICTURE_FORMATS.filter(({ id, page }) => page !== 'nobody' && !ONLY_SOME_BROWSERS.includes(id)));

/** A picture of a kind that is known, and not opened here. */
export function unsupported(name: string, { title }: FormatRow, where: string): AppError {
  return new AppError({
    code: 'picture-unsupported', message: `Expected a picture of a kind that ${where} opens for ${name} but received ${title}.`,
    recovery: 'Save it as PNG or JPEG and use that.',
  });
}

/** A file that no decoder here can read. */
export function unreadable(name: string, received: string, cause: unknown): AppError {
  return new AppError({
    code: 'picture-unreadable', cause,
    message: `Expected a ${PAGE_FORMATS} picture for ${name} but received ${received} that cannot be decoded.`,
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
