import { coverLine, maskText, MASK_CELLS, openMask, paintedMask, readMask, type BrushPoint } from '../../core/brush-mask.ts';
import { inSquare, type CropSquare } from '../../core/geometry.ts';
import type { Editor } from '../editor.ts';
import { selectedFace } from '../face-selectors.ts';
import type { StagePoint } from '../view-transform.ts';
import { onSelected } from './change-faces.ts';

/** Share of a brush's size that a pen leaves when it hardly touches. */
const LIGHTEST_TOUCH = 0.25;

/** Where a pointer was on the picture, and how hard it pressed, 0 to 1. */
export interface Touch extends StagePoint {
  readonly pressure: number;
}

/** One stroke under way; it is one step of history. */
export interface Stroke {
  /** Goes on to the next places; answers false once the stroke is over, as by an undo. */
  readonly to: (touches: readonly Touch[]) => boolean;
}

function brushPoint(touch: Touch, square: CropSquare, size: number): BrushPoint {
  const [u, v] = inSquare(touch, square);
  return { u, v, radius: (size / 2) * (LIGHTEST_TOUCH + (1 - LIGHTEST_TOUCH) * touch.pressure) };
}

/** Begins a stroke on the selected face; undefined where there is none. */
export function beginStroke(editor: Editor): Stroke | undefined {
  const face = selectedFace(editor.store.getState());
  if (!face) return undefined;
  const { isKeeping, size, feather } = editor.store.getState().view.brush;
  const before = face.mask === undefined ? openMask() : readMask(face.mask);
  const covered = new Float32Array(MASK_CELLS * MASK_CELLS);
  const isUnderWay = editor.history.begin('brush');
  let last: BrushPoint | undefined;
  return {
    to(touches) {
      if (!isUnderWay()) return false;
      for (const touch of touches) {
        const point = brushPoint(touch, face.square, size);
        coverLine(covered, last ?? point, point, feather);
        last = point;
      }
      const mask = maskText(paintedMask(before, covered, isKeeping ? 255 : 0));
      editor.history.change('brush', onSelected(editor.store.getState(), (selected) => (selected.id !== face.id || selected.mask === mask ? selected : { ...selected, mask })));
      return true;
    },
  };
}
