import type { RectPx } from '../core/image.ts';
import type { EditorState } from './editor-store.ts';
import { currentView } from './selectors.ts';

/** Sizes are rounded up to these, so that a small zoom needs no other render. */
const STEP_PX = 256;

/**
 * Longer side of the patch that shows a part of the picture as it lies on the stage, device pixel for device pixel.
 * At most what the picture's preview has there: an edit that is finer than the picture around it would look like sharpening.
 */
export function displayedSidePx(state: EditorState, rect: RectPx): number {
  const { open } = state.picture;
  const view = currentView(state);
  if (!open || !view) return 0;
  const sidePx = Math.max(rect.widthPx, rect.heightPx);
  const previewScale = Math.max(open.preview.width / open.widthPx, open.preview.height / open.heightPx);
  return Math.min(Math.ceil((sidePx * view.scale) / STEP_PX) * STEP_PX, Math.ceil(sidePx * previewScale));
}
