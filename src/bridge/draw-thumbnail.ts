import type { DrawnPicture } from './session-keeper.ts';

/** Of the longer side: twice what the list shows. */
const SIDE_PX = 192;

/** A small picture of what the stage shows. */
export function drawThumbnail({ preview, widthPx, heightPx, patches }: DrawnPicture): Promise<Blob> {
  const scale = Math.min(1, SIDE_PX / Math.max(widthPx, heightPx));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(widthPx * scale)), Math.max(1, Math.round(heightPx * scale)));
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(preview, 0, 0, canvas.width, canvas.height);
  for (const { rect, bitmap } of patches) if (bitmap) context.drawImage(bitmap, rect.xPx * scale, rect.yPx * scale, rect.widthPx * scale, rect.heightPx * scale);
  return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
}
