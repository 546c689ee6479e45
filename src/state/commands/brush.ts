import type { Editor } from '../editor.ts';
import type { Brush } from '../slices/view-slice.ts';
import { onSelected } from './change-faces.ts';

/** Smallest and largest brush, in sides of the face's square. */
export const BRUSH_SIZES = [0.02, 1] as const;
const SIZE_STEP = 1.2;
const FEATHER_STEP = 0.1;

/** Changes the brush, within its limits. */
export function setBrush({ store }: Editor, change: Partial<Brush>): void {
  const { view } = store.getState();
  const { size, feather, ...rest } = { ...view.brush, ...change };
  const brush = { ...rest, size: Math.min(Math.max(size, BRUSH_SIZES[0]), BRUSH_SIZES[1]), feather: Math.min(Math.max(feather, 0), 1) };
  store.setState({ view: { ...view, brush } });
}

/** Takes the brush up, or lays it down. */
export function toggleBrush(editor: Editor): void {
  setBrush(editor, { isOn: !editor.store.getState().view.brush.isOn });
}

/** From releasing to keeping, and back. */
export function switchBrush(editor: Editor): void {
  setBrush(editor, { isKeeping: !editor.store.getState().view.brush.isKeeping });
}

/** A larger brush, or a smaller one. */
export function resizeBrush(editor: Editor, direction: 1 | -1): void {
  setBrush(editor, { size: editor.store.getState().view.brush.size * SIZE_STEP ** direction });
}

/** A softer brush, or a harder one. */
export function featherBrush(editor: Editor, direction: 1 | -1): void {
  setBrush(editor, { feather: editor.store.getState().view.brush.feather + direction * FEATHER_STEP });
}

/** All of the selected face's edit is seen again. */
export function clearBrush({ store, history }: Editor): void {
  history.change('brush-clear', onSelected(store.getState(), (face) => (face.mask === undefined ? face : { ...face, mask: undefined })));
}
