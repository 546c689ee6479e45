import type { CropSquare } from '../../bridge/engine-client.ts';
import type { Editor } from '../editor.ts';
import { movedSquare, resizedSquare, scaledSquare, type Corner, type PictureSize } from '../face-square.ts';
import { withFace } from './edit-face.ts';

function changeSquare(
  { history, store }: Editor, update: (square: CropSquare, picture: PictureSize) => CropSquare, joinsRecent: boolean,
): void {
  const { open } = store.getState().picture;
  if (!open) return;
  history.change('square', (document) => withFace(document, (face) => {
    const square = update(face.square, open);
    const isSame = square.sidePx === face.square.sidePx
      && square.centreXPx === face.square.centreXPx && square.centreYPx === face.square.centreYPx;
    return isSame ? face : { ...face, square };
  }), { joinsRecent });
}

/** Moves the face frame to a square that a drag started from, plus the drag's offset in picture pixels. */
export function dragSquare(editor: Editor, from: CropSquare, dxPx: number, dyPx: number): void {
  changeSquare(editor, (_, picture) => movedSquare(from, dxPx, dyPx, picture), false);
}

/** Pulls one corner of the face frame to a point of the picture. */
export function dragCorner(editor: Editor, from: CropSquare, corner: Corner, xPx: number, yPx: number): void {
  changeSquare(editor, (_, picture) => resizedSquare(from, corner, { xPx, yPx }, picture), false);
}

/** Moves the face frame by shares of its own side, for the keyboard. */
export function nudgeSquare(editor: Editor, dxShare: number, dyShare: number): void {
  changeSquare(editor, (square, picture) => movedSquare(square, dxShare * square.sidePx, dyShare * square.sidePx, picture), true);
}

/** Grows or shrinks the face frame about its centre, for the keyboard. */
export function scaleSquare(editor: Editor, factor: number): void {
  changeSquare(editor, (square, picture) => scaledSquare(square, factor, picture), true);
}
