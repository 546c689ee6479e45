import type { CropSquare } from './geometry.ts';
import type { RectPx } from './image.ts';

/** What a contact sheet is made of; its cells are squares. */
export interface SheetRequest {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly cellPx: number;
}

/** A line of text and where it goes. */
export interface SheetLabel {
  readonly text: string;
  readonly xPx: number;
  readonly yPx: number;
  readonly align: 'start' | 'center';
}

/** Where everything of a contact sheet lies. */
export interface SheetLayout {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly fontPx: number;
  /** Of the middles of the lines. */
  readonly labels: readonly SheetLabel[];
  /** By row, then by column. */
  readonly cells: readonly (readonly RectPx[])[];
}

/** Widths of a sans serif's letters are about this share of its size. */
const LETTER_SHARE = 0.58;

/** Lays out a grid with a label to the left of every row and above every column. */
export function layoutSheet({ rows, columns, cellPx }: SheetRequest): SheetLayout {
  const fontPx = Math.max(12, Math.round(cellPx / 13));
  const gapPx = Math.max(3, Math.round(cellPx / 48));
  const marginPx = fontPx;
  const longest = Math.max(...rows.map((row) => row.length));
  const leftPx = marginPx + Math.ceil(longest * fontPx * LETTER_SHARE) + marginPx;
  const topPx = marginPx + 2 * fontPx;
  const stepPx = cellPx + gapPx;
  const centre = (start: number, i: number): number => start + i * stepPx + cellPx / 2;
  return {
    widthPx: leftPx + columns.length * stepPx - gapPx + marginPx,
    heightPx: topPx + rows.length * stepPx - gapPx + marginPx,
    fontPx,
    labels: [
      ...columns.map((text, i): SheetLabel => ({ text, xPx: centre(leftPx, i), yPx: marginPx + fontPx / 2, align: 'center' })),
      ...rows.map((text, i): SheetLabel => ({ text, xPx: marginPx, yPx: centre(topPx, i), align: 'start' })),
    ],
    cells: rows.map((_, y) => columns.map((__, x) => ({ xPx: leftPx + x * stepPx, yPx: topPx + y * stepPx, widthPx: cellPx, heightPx: cellPx }))),
  };
}

/** A cell shows so many times the square's side. */
const REGION_SHARE = 1.15;

/** The part of a picture that a cell shows: a square about the face, moved inside the picture where it can be. */
export function cellRegion({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }, { centreXPx, centreYPx, sidePx }: CropSquare): RectPx {
  const side = Math.min(sidePx * REGION_SHARE, widthPx, heightPx);
  const within = (centre: number, length: number): number => Math.min(Math.max(0, centre - side / 2), length - side);
  return { xPx: within(centreXPx, widthPx), yPx: within(centreYPx, heightPx), widthPx: side, heightPx: side };
}
