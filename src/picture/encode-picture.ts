import { AppError } from '../core/app-error.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';
import type { OutputFormat } from '../core/picture-formats.ts';
import { breathe } from './breathe.ts';
import { encodePng } from './encode-png.ts';
import { withJpegMetadata } from './jpeg-file.ts';
import type { PictureMetadata } from './picture-file.ts';
import { context2d } from './read-bitmap.ts';
import { withWebpMetadata } from './webp-file.ts';

const STRIP_PIXELS = 2 ** 21;
/** Longest side that a WebP file can have. */
const MAX_WEBP_SIDE_PX = 16_383;

export interface Encoding {
  readonly format: OutputFormat;
  /** 0 to 1, for jpeg and webp. */
  readonly quality: number;
}

/**
 * Encodes samples at their own size: PNG at their own depth and exactly, JPEG and WebP at 8 bits by the browser.
 * @throws AppError `encode-unsupported`, `encode-too-large`, `canvas-failed`; AbortError
 */
export async function encodePicture(image: RgbaImage, { format, quality }: Encoding, metadata: PictureMetadata, signal?: AbortSignal): Promise<Blob> {
  if (format === 'png') return encodePng(image, metadata, signal);
  const { widthPx, heightPx } = image;
  if (format === 'webp' && Math.max(widthPx, heightPx) > MAX_WEBP_SIDE_PX) {
    throw new AppError({
      code: 'encode-too-large', message: `Expected at most ${MAX_WEBP_SIDE_PX} px a side for WebP but received ${widthPx} x ${heightPx}.`,
      recovery: 'Save as PNG or JPEG instead.',
    });
  }
  const encoded = new Uint8Array(await (await encodeByBrowser(image, format, quality, signal)).arrayBuffer());
  signal?.throwIfAborted();
  return format === 'jpeg' ? withJpegMetadata(encoded, metadata) : withWebpMetadata(encoded, metadata, widthPx, heightPx);
}

async function encodeByBrowser({ widthPx, heightPx, data }: RgbaImage, format: 'jpeg' | 'webp', quality: number, signal: AbortSignal | undefined): Promise<Blob> {
  const context = context2d(widthPx, heightPx);
  const rows = Math.max(1, Math.floor(STRIP_PIXELS / widthPx));
  for (let y = 0; y < heightPx; y += rows) {
    const strip = toBytes(data.slice(y * widthPx * 4, Math.min(heightPx, y + rows) * widthPx * 4));
    context.putImageData(new ImageData(strip, widthPx), 0, y);
    await breathe(signal);
  }
  if (format === 'jpeg') {
    // JPEG has no transparency, and left to itself the canvas would put black behind.
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = 'white';
    context.fillRect(0, 0, widthPx, heightPx);
  }
  const type = `image/${format}`;
  const blob = await context.canvas.convertToBlob({ type, quality });
  if (blob.type === type) return blob;
  throw new AppError({
    code: 'encode-unsupported',
    message: `Expected this browser to write ${format.toUpperCase()} but received ${blob.type}.`,
    recovery: 'Save as PNG instead.',
  });
}
