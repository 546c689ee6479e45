import type { Editor } from '../editor.ts';
import { editedPane, inPane } from '../panes.ts';
import type { CompareMode, ViewSlice } from '../slices/view-slice.ts';
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
  const { view, picture: { open } } = editor.store.getState();
  if (!open) return;
  const pane = editedPane(view);
  const at = anchor ? inPane(pane, anchor) : { xPx: pane.widthPx / 2, yPx: pane.heightPx / 2 };
  changeView(editor, { zoom: zoomedAt(view.zoom, factor, at, pane, open) });
}

/** Shows one picture pixel as one device pixel, about a point of the stage or its centre. */
export function zoomToActual(editor: Editor, anchor?: StagePoint): void {
  const { view, picture: { open } } = editor.store.getState();
  if (!open) return;
  const { zoom } = view;
  const scale = zoom.kind === 'fit' ? fitScale(editedPane(view), open) : zoom.scale;
  zoomBy(editor, 1 / scale, anchor);
}

/** Goes from fitted to 100 %, and back. */
export function toggleZoom(editor: Editor, anchor?: StagePoint): void {
  if (editor.store.getState().view.zoom.kind === 'fit') zoomToActual(editor, anchor);
  else zoomToFit(editor);
}

/** Moves the picture with the pointer, in device pixels. */
export function panBy(editor: Editor, dxPx: number, dyPx: number): void {
  const { view, picture: { open } } = editor.store.getState();
  if (open && view.zoom.kind === 'free') changeView(editor, { zoom: pannedBy(view.zoom, dxPx, dyPx, editedPane(view), open) });
}

/** Shows the original too, in the way that was chosen last, or no longer. */
export function toggleCompare(editor: Editor): void {
  const { compare } = editor.store.getState().view;
  changeView(editor, { compare: { ...compare, isOn: !compare.isOn }, isFlickerOriginal: false });
}

/** Shows the original too, in one of the ways. */
export function compareBy(editor: Editor, mode: CompareMode): void {
  changeView(editor, { compare: { ...editor.store.getState().view.compare, isOn: true, mode }, isFlickerOriginal: false });
}

/** While the two take turns: lets the other one have its turn. */
export function flicker(editor: Editor): void {
  changeView(editor, { isFlickerOriginal: !editor.store.getState().view.isFlickerOriginal });
}

/** Moves the divider to a share of the picture's visible width. */
export function setDividerPosition(editor: Editor, position: number): void {
  const { compare } = editor.store.getState().view;
  changeView(editor, { compare: { ...compare, position: Math.min(Math.max(position, 0), 1) } });
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
