import type { ViewSlice } from './slices/view-slice.ts';
import type { StagePoint, StageSize } from './view-transform.ts';

/** A part of the stage that shows the picture, in device pixels. */
export interface Pane extends StageSize {
  readonly xPx: number;
  readonly yPx: number;
}

/** Between the two pictures, in CSS pixels. */
const GAP_PX = 2;

/** Where the edited picture is shown: on the whole stage, or beside the original on the half to the right of it, or beneath it. */
export function editedPane({ stage, compare }: Pick<ViewSlice, 'stage' | 'compare'>): Pane {
  if (!compare.isOn || compare.mode !== 'side-by-side') return { ...stage, xPx: 0, yPx: 0 };
  const half = (lengthPx: number): number => Math.max(1, Math.floor((lengthPx - GAP_PX * stage.pixelRatio) / 2));
  if (stage.widthPx >= stage.heightPx) {
    const widthPx = half(stage.widthPx);
    return { ...stage, widthPx, xPx: stage.widthPx - widthPx, yPx: 0 };
  }
  const heightPx = half(stage.heightPx);
  return { ...stage, heightPx, xPx: 0, yPx: stage.heightPx - heightPx };
}

/** True for a point of the stage that lies on the original beside the edited picture. */
export function isOnOriginal({ xPx, yPx }: Pane, point: StagePoint): boolean {
  return point.xPx < xPx || point.yPx < yPx;
}

/** A point of the stage as a point of the pane; the original shows the same at the same place of its own. */
export function inPane(pane: Pane, point: StagePoint): StagePoint {
  return isOnOriginal(pane, point) ? point : { xPx: point.xPx - pane.xPx, yPx: point.yPx - pane.yPx };
}
