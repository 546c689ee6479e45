import type { CropSquare } from '../../core/geometry.ts';
import { untouchedFace } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { facesAcross, selectedFace } from '../face-selectors.ts';
import { placedSquare, spannedSquare } from '../face-square.ts';
import { editedPane } from '../panes.ts';
import { currentView } from '../selectors.ts';
import { stageToPicture, type StagePoint } from '../view-transform.ts';
import { setSquare } from './edit-square.ts';

/** Chooses the face that edits go to. */
export function selectFace({ store }: Editor, faceId: string): void {
  if (selectedFace(store.getState())?.id !== faceId) store.setState(({ view }) => ({ view: { ...view, selectedFaceId: faceId } }));
}

/** Chooses the face to the right of the selected one, and after the last the first. */
export function selectNextFace(editor: Editor): void {
  const state = editor.store.getState();
  const faces = facesAcross(state);
  const selected = selectedFace(state);
  const next = selected && faces[(faces.indexOf(selected) + 1) % faces.length];
  if (next) selectFace(editor, next.id);
}

/** Lets edits go to every face, or to the selected one alone. */
export function setEditingAll({ store }: Editor, isEditingAll: boolean): void {
  store.setState(({ view }) => ({ view: { ...view, isEditingAll } }));
}

/** Makes the next drag on the picture draw a face's square, or no longer. */
export function setDrawing({ store }: Editor, isDrawing: boolean): void {
  if (store.getState().view.isDrawing !== isDrawing) store.setState(({ view }) => ({ view: { ...view, isDrawing, isFrameOn: view.isFrameOn || isDrawing } }));
}

function addFace({ store, history }: Editor, square: CropSquare): void {
  const face = untouchedFace('drawn', square);
  // First, so that nothing is told of a face that nobody has selected.
  store.setState(({ view }) => ({ view: { ...view, selectedFaceId: face.id, isDrawing: false, isFrameOn: true } }));
  history.change('square', (document) => ({ ...document, faces: [...document.faces, face] }));
}

/** Puts a square of a usual size at a point of the picture; without one, in the middle of what is seen. */
export function placeFace(editor: Editor, at?: StagePoint): void {
  const state = editor.store.getState();
  const view = currentView(state);
  const { picture: { open } } = state;
  const pane = editedPane(state.view);
  if (!open || !view) return;
  const centre = at ?? stageToPicture(view, { xPx: pane.xPx + pane.widthPx / 2, yPx: pane.yPx + pane.heightPx / 2 });
  addFace(editor, placedSquare(centre, open, { widthPx: pane.widthPx / view.scale, heightPx: pane.heightPx / view.scale }));
}

/** Draws a face's square from one point of the picture to another; while the drag goes on, the same face is drawn anew. */
export function drawFace(editor: Editor, from: StagePoint, to: StagePoint): void {
  const { picture: { open }, view: { isDrawing } } = editor.store.getState();
  if (!open) return;
  const square = spannedSquare(from, to, open);
  if (isDrawing) addFace(editor, square);
  else setSquare(editor, square);
}

/** Takes the selected face out of the document, with all that was set on it; its neighbour is selected. */
export function removeFace({ store, history }: Editor): void {
  const state = store.getState();
  const face = selectedFace(state);
  if (!face) return;
  const faces = facesAcross(state);
  const index = faces.indexOf(face);
  const neighbour = faces[index + 1] ?? faces[index - 1];
  history.change('remove', (document) => ({ ...document, faces: document.faces.filter((other) => other !== face) }));
  store.setState(({ view }) => ({ view: { ...view, selectedFaceId: neighbour?.id } }));
}
