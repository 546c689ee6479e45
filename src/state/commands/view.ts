import type { Editor } from '../editor.ts';
import type { ViewSlice } from '../slices/view-slice.ts';
import { fitScale, pannedBy, zoomedAt, type StagePoint, type StageSize } from '../view-transform.ts';

function changeView({ store }: Editor, change: Partial<ViewSlice>): void {
  store.setState(({ view }) => ({ view: { ...view, ...change } }));
}

/** Goes to the editor or to the batch. */
export function showPage(editor: Editor, page: ViewSlice['page']): void {
  changeView(editor, { page });
}

/** The stage was laid out anew. */
export function setStageSize(editor: Editor, stage: StageSize): void {
  const { stage: before } = editor.store.getState().view;
  if (before.widthPx === stage.widthPx && before.heightPx === stage.heightPx && before.pixelRatio === stage.pixelRatio) return;
  changeView(editor, { stage });
}

/** Shows the whole picture. */
export function zoomToFit(editor: Editor): void {
  changeView(editor, { zoom: { kind: 'fit' } });
}

/** Zooms by a factor about a point of the stage, in device pixels; about its centre without one. */
export function zoomBy(editor: Editor, factor: number, anchor?: StagePoint): void {
  const { view: { zoom, stage }, picture: { open } } = editor.store.getState();
  if (!open) return;
  const centre = { xPx: stage.widthPx / 2, yPx: stage.heightPx / 2 };
  changeView(editor, { zoom: zoomedAt(zoom, factor, anchor ?? centre, stage, open) });
}

/** Shows one picture pixel as one device pixel, about a point of the stage or its centre. */
export function zoomToActual(editor: Editor, anchor?: StagePoint): void {
  const { view: { zoom, stage }, picture: { open } } = editor.store.getState();
  if (!open) return;
  const scale = zoom.kind === 'fit' ? fitScale(stage, open) : zoom.scale;
  zoomBy(editor, 1 / scale, anchor);
}

/** Goes from fitted to 100 %, and back. */
export function toggleZoom(editor: Editor, anchor?: StagePoint): void {
  if (editor.store.getState().view.zoom.kind === 'fit') zoomToActual(editor, anchor);
  else zoomToFit(editor);
}

/** Moves the picture with the pointer, in device pixels. */
export function panBy(editor: Editor, dxPx: number, dyPx: number): void {
  const { view: { zoom, stage }, picture: { open } } = editor.store.getState();
  if (open && zoom.kind === 'free') changeView(editor, { zoom: pannedBy(zoom, dxPx, dyPx, stage, open) });
}

/** Shows or hides the before/after divider. */
export function toggleSplit(editor: Editor): void {
  const { split } = editor.store.getState().view;
  changeView(editor, { split: { ...split, isOn: !split.isOn } });
}

/** Moves the divider to a share of the picture's visible width. */
export function setSplitPosition(editor: Editor, position: number): void {
  const { split } = editor.store.getState().view;
  changeView(editor, { split: { ...split, position: Math.min(Math.max(position, 0), 1) } });
}

/** Shows the original for as long as it is held. */
export function holdOriginal(editor: Editor, isHoldingOriginal: boolean): void {
  if (editor.store.getState().view.isHoldingOriginal !== isHoldingOriginal) changeView(editor, { isHoldingOriginal });
}

/** Shows or hides the face frame. */
export function toggleFrame(editor: Editor): void {
  changeView(editor, { isFrameOn: !editor.store.getState().view.isFrameOn });
}

/** Opens a dialog, or closes the open one. */
export function showDialog(editor: Editor, dialog: ViewSlice['dialog']): void {
  changeView(editor, { dialog });
}
