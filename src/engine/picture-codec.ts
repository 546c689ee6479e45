import { AppError, describe } from '../core/app-error.ts';
import { toBytes, type RgbaImage } from '../core/image.ts';

/** Beyond this a tab runs out of memory on common machines: decoded samples alone are 4 bytes a pixel, several times over. */
const MAX_PIXELS = 100_000_000;
const PREVIEW_SIDE_PX = 2048;

/**
 * Decodes a picture with the browser's own decoders, upright (EXIF) and in sRGB.
 * @throws AppError `picture-empty`, `picture-unreadable`, `picture-too-large`
 */
export async function decodePicture(blob: Blob): Promise<{ readonly image: RgbaImage; readonly preview: ImageBitmap; readonly notes: readonly string[] }> {
  const name = blob instanceof File && blob.name ? `"${blob.name}"` : 'the picture';
  if (blob.size === 0) {
    throw new AppError({ code: 'picture-empty', message: `Expected a picture for ${name} but received a file of 0 bytes.`, recovery: 'Choose another file; this one holds nothing.' });
  }
  const bitmap = await createImageBitmap(blob).catch((cause: unknown) => {
    throw new AppError({
      code: 'picture-unreadable', cause,
      message: `Expected a JPEG, PNG, WebP, AVIF, GIF or BMP picture for ${name} but received ${blob.type || 'a file of unknown type'} that this browser cannot decode.`,
      recovery: 'Save it as JPEG or PNG and open that.',
    });
  });
  const { width: widthPx, height: heightPx } = bitmap;
  if (widthPx * heightPx > MAX_PIXELS) {
    bitmap.close();
    throw new AppError({
      code: 'picture-too-large',
      message: `Expected at most ${MAX_PIXELS / 1e6} megapixels for ${name} but received ${Math.round((widthPx * heightPx) / 1e6)}.`,
      recovery: 'Make the picture smaller and open it again.',
    });
  }
  try {
    const { image, preview } = await readSamples(bitmap);
    const notes = hasTransparency(image.data) ? ['Partly transparent areas may differ by a step or two after saving, and JPEG fills them with white.'] : [];
    return { image, preview, notes };
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw new AppError({
      code: 'canvas-failed', cause, message: `Expected the samples of ${name}, ${widthPx} x ${heightPx} px, but the browser gave none: ${describe(cause)}`,
      recovery: 'Close other tabs, or make the picture smaller.',
    });
  } finally {
    bitmap.close();
  }
}

async function readSamples(bitmap: ImageBitmap): Promise<{ image: RgbaImage<Uint8ClampedArray<ArrayBuffer>>; preview: ImageBitmap }> {
  const { width: widthPx, height: heightPx } = bitmap;
  const context = context2d(new OffscreenCanvas(widthPx, heightPx));
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, widthPx, heightPx);
  const scale = Math.min(1, PREVIEW_SIDE_PX / Math.max(widthPx, heightPx));
  const preview = await createImageBitmap(bitmap, {
    resizeWidth: Math.max(1, Math.round(widthPx * scale)), resizeHeight: Math.max(1, Math.round(heightPx * scale)), resizeQuality: 'high',
  });
  return { image: { widthPx, heightPx, data }, preview };
}

/**
 * Encodes samples at their own size.
 * @throws AppError `encode-unsupported` when this browser cannot write the format
 */
export async function encodePicture(image: RgbaImage, format: 'png' | 'jpeg' | 'webp', quality: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(image.widthPx, image.heightPx);
  const context = context2d(canvas);
  context.putImageData(new ImageData(toBytes(image.data), image.widthPx, image.heightPx), 0, 0);
  if (format === 'jpeg') {
    // JPEG has no transparency, and left to itself the canvas would put black behind.
    context.globalCompositeOperation = 'destination-over';
    context.fillStyle = 'white';
    context.fillRect(0, 0, image.widthPx, image.heightPx);
  }
  const type = `image/${format}`;
  const blob = await canvas.convertToBlob({ type, quality });
  if (blob.type === type) return blob;
  throw new AppError({
    code: 'encode-unsupported',
    message: `Expected this browser to write ${format.toUpperCase()} but received ${blob.type}.`,
    recovery: 'Save as PNG instead.',
  });
}

function context2d(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context) return context;
  throw new AppError({
    code: 'canvas-failed',
    message: `Expected a drawing surface of ${canvas.width} x ${canvas.height} px but the browser gave none.`,
    recovery: 'Close other tabs, or make the picture smaller.',
  });
}

function hasTransparency(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return true;
  return false;
}
