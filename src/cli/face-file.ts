import { AppError } from '../core/app-error.ts';
import { cellRegion } from '../core/contact-sheet.ts';
import { blankSamples, type RectPx, type RgbaImage } from '../core/image.ts';
import type { CropSquare } from '../core/geometry.ts';
import type { FaceEdit } from '../edit/face-edit.ts';

/** One face of a file, ready for any number of edits. */
export interface FaceFile {
  readonly image: RgbaImage;
  readonly square: CropSquare;
  /** What the command line asks for, resolved against what the face is. */
  readonly edit: FaceEdit;
  /** Ids of what is asked for of which nobody can tell what the face is now. */
  readonly untold: readonly string[];
  readonly notes: readonly string[];
  /** The whole picture with the face edited so. */
  readonly render: (edit: FaceEdit) => Promise<RgbaImage>;
}

/** The part of a picture that shows a face, in whole pixels. */
export function faceRegion(picture: Pick<RgbaImage, 'widthPx' | 'heightPx'>, square: CropSquare): RectPx {
  const { xPx, yPx, widthPx } = cellRegion(picture, square);
  const side = Math.max(1, Math.floor(widthPx));
  return { xPx: Math.floor(xPx), yPx: Math.floor(yPx), widthPx: side, heightPx: side };
}

/** A part of a picture as one of its own. */
export function cutOut(image: RgbaImage, { xPx, yPx, widthPx, heightPx }: RectPx): RgbaImage {
  const data = blankSamples(image.data, widthPx * heightPx * 4);
  for (let row = 0; row < heightPx; row++) {
    const start = ((yPx + row) * image.widthPx + xPx) * 4;
    data.set(image.data.subarray(start, start + widthPx * 4), row * widthPx * 4);
  }
  return { ...image, widthPx, heightPx, data };
}

/**
 * Refuses to vary what nobody can tell of the face: the way from a guess may lead anywhere.
 * @throws AppError `source-untold`
 */
export function expectTold({ untold }: FaceFile, ids: readonly string[]): void {
  const id = ids.find((each) => untold.includes(each));
  if (id === undefined) return;
  throw new AppError({ code: 'source-untold', message: `Expected to know whether the face has "${id}" now, but neither the model nor the face finder can tell.`, recovery: `Say it in a recipe: "sources": { "${id}": 0 }.` });
}
