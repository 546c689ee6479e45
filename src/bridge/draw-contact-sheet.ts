import { layoutSheet, type SheetRequest } from '../core/contact-sheet.ts';
import type { RectPx } from '../core/image.ts';

const GROUND = '#ffffff';
const INK = '#1c1c1c';
const FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** A part of a picture, and what edits lay over it, the lowest first; rectangles are in picture coordinates. */
export interface SheetCell {
  readonly region: RectPx;
  /** Empty where nothing differs from the picture. */
  readonly patches: readonly { readonly rect: RectPx; readonly bitmap: ImageBitmap }[];
}

/** A contact sheet that is filled cell by cell. */
export interface SheetCanvas {
  readonly widthPx: number;
  readonly heightPx: number;
  draw(row: number, column: number, cell: SheetCell): void;
  toPng(): Promise<Blob>;
}

/** The whole picture as it is shown, and how large it truly is. */
export interface SheetPicture {
  readonly preview: ImageBitmap;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Draws a part of a picture with its edits into a rectangle of a canvas. */
export function drawPart(context: OffscreenCanvasRenderingContext2D, { preview, widthPx, heightPx }: SheetPicture, { region, patches }: SheetCell, cell: RectPx): void {
  const [scaleX, scaleY] = [preview.width / widthPx, preview.height / heightPx];
  context.drawImage(preview, region.xPx * scaleX, region.yPx * scaleY, region.widthPx * scaleX, region.heightPx * scaleY, cell.xPx, cell.yPx, cell.widthPx, cell.heightPx);
  const scale = cell.widthPx / region.widthPx;
  context.save();
  context.beginPath();
  context.rect(cell.xPx, cell.yPx, cell.widthPx, cell.heightPx);
  context.clip();
  for (const { rect, bitmap } of patches) {
    context.drawImage(bitmap, cell.xPx + (rect.xPx - region.xPx) * scale, cell.yPx + (rect.yPx - region.yPx) * scale, rect.widthPx * scale, rect.heightPx * scale);
  }
  context.restore();
}

/** An empty contact sheet with its labels, black on white whatever the app looks like. */
export function createSheetCanvas(request: SheetRequest, { preview, widthPx, heightPx }: SheetPicture): SheetCanvas {
  const layout = layoutSheet(request);
  const canvas = new OffscreenCanvas(layout.widthPx, layout.heightPx);
  const context = canvas.getContext('2d')!;
  context.fillStyle = GROUND;
  context.fillRect(0, 0, layout.widthPx, layout.heightPx);
  context.fillStyle = INK;
  context.font = `${layout.fontPx}px ${FONT}`;
  context.textBaseline = 'middle';
  for (const { text, xPx, yPx, align } of layout.labels) {
    context.textAlign = align;
    context.fillText(text, xPx, yPx);
  }
  context.imageSmoothingQuality = 'high';
  return {
    widthPx: layout.widthPx,
    heightPx: layout.heightPx,
    draw(row, column, cell) { drawPart(context, { preview, widthPx, heightPx }, cell, layout.cells[row]![column]!); },
    toPng: () => canvas.convertToBlob({ type: 'image/png' }),
  };
}
