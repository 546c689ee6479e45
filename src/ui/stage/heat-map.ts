import { paintDifference } from '../../core/difference.ts';
import type { RectPx } from '../../core/image.ts';
import type { RenderedPatch } from '../../engine/engine-protocol.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';

/** What differs, as a picture to lay over a part of the open one. */
export interface HeatMap {
  readonly rect: RectPx;
  readonly canvas: OffscreenCanvas;
}

/** A map's longer side: fine enough to see what changed, and coarse enough that two ways of scaling a picture do not show. */
const SIDE_PX = 512;

/** The last map: it is painted again at every move of the view. */
let last: { readonly patches: readonly RenderedPatch[]; readonly map: HeatMap | undefined } | undefined;

/** Smallest rectangle around the patches. */
function boundsOf(rects: readonly RectPx[]): RectPx {
  const xPx = Math.min(...rects.map((rect) => rect.xPx));
  const yPx = Math.min(...rects.map((rect) => rect.yPx));
  return {
    xPx, yPx,
    widthPx: Math.max(...rects.map((rect) => rect.xPx + rect.widthPx)) - xPx, heightPx: Math.max(...rects.map((rect) => rect.yPx + rect.heightPx)) - yPx,
  };
}

function makeMap(picture: OpenPicture, patches: readonly RenderedPatch[]): HeatMap | undefined {
  const drawn = patches.filter(({ bitmap }) => bitmap);
  if (drawn.length === 0) return undefined;
  const rect = boundsOf(drawn.map((patch) => patch.rect));
  const scale = Math.min(1, SIDE_PX / Math.max(rect.widthPx, rect.heightPx));
  const [width, height] = [Math.max(1, Math.round(rect.widthPx * scale)), Math.max(1, Math.round(rect.heightPx * scale))];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.imageSmoothingQuality = 'high';
  const lay = (bitmap: ImageBitmap, { xPx, yPx, widthPx, heightPx }: RectPx): void => {
    context.drawImage(bitmap, (xPx - rect.xPx) * scale, (yPx - rect.yPx) * scale, widthPx * scale, heightPx * scale);
  };
  lay(picture.preview, { xPx: 0, yPx: 0, widthPx: picture.widthPx, heightPx: picture.heightPx });
  const before = context.getImageData(0, 0, width, height);
  for (const patch of drawn) if (patch.bitmap) lay(patch.bitmap, patch.rect);
  const map = new ImageData(width, height);
  paintDifference(before.data, context.getImageData(0, 0, width, height).data, map.data);
  context.putImageData(map, 0, 0);
  return { rect, canvas };
}

/** How far each part of the edited picture differs from the original; undefined where nothing does. */
export function heatMap(picture: OpenPicture, patches: readonly RenderedPatch[]): HeatMap | undefined {
  const isSame = last?.patches.length === patches.length && patches.every((patch, i) => patch === last?.patches[i]);
  if (!last || !isSame) last = { patches, map: makeMap(picture, patches) };
  return last.map;
}
