import sharp, { type OverlayOptions } from 'sharp';
import type { RgbaImage } from '../core/image.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { EditedCrop } from './evaluate-crop.ts';
import { COMPOSITES, type CompositeName } from './evaluate-edits.ts';

const CELL_PX = 128;

/** A face and its edits, for the contact sheet. */
export interface SheetColumn {
  readonly source: RgbaImage;
  readonly edited: readonly EditedCrop[];
}

/** Encodes a contact sheet as PNG. Columns: faces; rows: source, then each attribute turned over (or each domain) in preserve, then in replace. */
export async function contactSheet(manifest: BundleManifest, columns: readonly SheetColumn[]): Promise<Buffer> {
  const edits = manifest.domains.kind === 'attributes' ? manifest.domains.attributes.length : manifest.domains.names.length;
  const composites = Object.keys(COMPOSITES) as CompositeName[];
  const cells = columns.flatMap(({ source, edited }, x) => [
    cell(source, x, 0),
    ...edited.map(({ picture, composite, edit }) => cell(picture, x, 1 + composites.indexOf(composite) * edits + edit.column)),
  ]);
  return sharp({ create: { width: columns.length * CELL_PX, height: (1 + composites.length * edits) * CELL_PX, channels: 3, background: '#777' } })
    .composite(await Promise.all(cells)).png().toBuffer();
}

async function cell({ data, widthPx, heightPx }: RgbaImage, x: number, y: number): Promise<OverlayOptions> {
  const input = await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } }).resize(CELL_PX, CELL_PX, { fit: 'cover' }).png().toBuffer();
  return { input, left: x * CELL_PX, top: y * CELL_PX };
}
