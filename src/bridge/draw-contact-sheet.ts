import { layoutSheet, type SheetRequest } from '../core/contact-sheet.ts';
import type { RectPx } from '../core/image.ts';

const GROUND = '#ffffff';
const INK = '#1c1c1c';
const FONT = "-apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/** A part of a picture, and what an edit lays over it; rectangles are in picture coordinates. */
export interface SheetCell {
  readonly region: RectPx;
  /** Undefined where nothing differs from the picture. */
  readonly patch: { readonly rect: RectPx; readonly bitmap: ImageBitmap } | undefined;
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
    draw(row, column, { region, patch }) {
      const cell = layout.cells[row]![column]!;
      const [scaleX, scaleY] = [preview.width / widthPx, preview.height / heightPx];
      context.drawImage(preview, region.xPx * scaleX, region.yPx * scaleY, region.widthPx * scaleX, region.heightPx * scaleY, cell.xPx, cell.yPx, cell.widthPx, cell.heightPx);
      if (!patch) return;
      const scale = cell.widthPx / region.widthPx;
      context.save();
      context.beginPath();
      context.rect(cell.xPx, cell.yPx, cell.widthPx, cell.heightPx);
      context.clip();
      const { rect, bitmap } = patch;
      context.drawImage(bitmap, cell.xPx + (rect.xPx - region.xPx) * scale, cell.yPx + (rect.yPx - region.yPx) * scale, rect.widthPx * scale, rect.heightPx * scale);
      context.restore();
    },
    toPng: () => canvas.convertToBlob({ type: 'image/png' }),
  };
}
