import type { CropSquare } from '../../core/geometry.ts';
import type { Editor } from '../editor.ts';
import { isSameSquare, type PictureSize } from '../../edit/square.ts';
import { movedSquare, pointedSquare, resizedSquare, scaledSquare, turnedSquare, type Corner } from '../face-square.ts';
import { onSelected } from './change-faces.ts';

function changeSquare(
  { history, store }: Editor, update: (square: CropSquare, picture: PictureSize) => CropSquare, joinsRecent: boolean,
): void {
  const state = store.getState();
  const { open } = state.picture;
  if (!open) return;
  history.change('square', onSelected(state, (face) => {
    const square = update(face.square, open);
    return isSameSquare(square, face.square) ? face : { ...face, square };
  }), { joinsRecent });
}

/** Moves the selected face's square to one that a drag started from, plus the drag's offset in picture pixels. */
export function dragSquare(editor: Editor, from: CropSquare, dxPx: number, dyPx: number): void {
  changeSquare(editor, (_, picture) => movedSquare(from, dxPx, dyPx, picture), false);
}

/** Pulls one corner of the selected face's square to a point of the picture. */
export function dragCorner(editor: Editor, from: CropSquare, corner: Corner, xPx: number, yPx: number): void {
  changeSquare(editor, (_, picture) => resizedSquare(from, corner, { xPx, yPx }, picture), false);
}

/** Turns the selected face's square so that its top points at a point of the picture. */
export function dragRotation(editor: Editor, xPx: number, yPx: number): void {
  changeSquare(editor, (square, picture) => pointedSquare(square, { xPx, yPx }, picture), false);
}

/** Sets the selected face's square, while it is being drawn. */
export function setSquare(editor: Editor, square: CropSquare): void {
  changeSquare(editor, () => square, false);
}

/** Moves the selected face's square by shares of its own side, for the keyboard. */
export function nudgeSquare(editor: Editor, dxShare: number, dyShare: number): void {
  changeSquare(editor, (square, picture) => movedSquare(square, dxShare * square.sidePx, dyShare * square.sidePx, picture), true);
}

/** Grows or shrinks the selected face's square about its centre, for the keyboard. */
export function scaleSquare(editor: Editor, factor: number): void {
  changeSquare(editor, (square, picture) => scaledSquare(square, factor, picture), true);
}

/** Turns the selected face's square clockwise about its centre, for the keyboard. */
export function turnSquare(editor: Editor, byRad: number): void {
  changeSquare(editor, (square, picture) => turnedSquare(square, byRad, picture), true);
}
