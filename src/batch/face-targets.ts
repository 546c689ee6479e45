import type { BundleManifest, CropSquare } from '../bridge/engine-client.ts';
import { AppError } from '../core/app-error.ts';
import type { PointPx } from '../core/geometry.ts';
import { alignFace } from '../face/align.ts';
import type { FoundFace } from '../face/face-finder.ts';
import { faceTemplate } from '../face/templates.ts';
import type { PictureSize } from './crop-policy.ts';
import type { Recipe } from './recipe.ts';

/** Where a face is, before anything is known of it. */
export interface FaceTarget {
  readonly square: CropSquare;
  readonly oval?: readonly PointPx[] | undefined;
}

/** The largest square in the middle of a picture: the whole of one that is a crop. */
export function wholeTarget({ widthPx, heightPx }: PictureSize): FaceTarget {
  return { square: { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.min(widthPx, heightPx), rotationRad: 0 } };
}

/**
 * The drawn faces that a recipe edits.
 * @throws AppError `no-face`
 */
export function squareTargets(squares: readonly CropSquare[], faces: Recipe['faces']): readonly FaceTarget[] {
  if (squares.length === 0) throw noFace();
  const bySize = squares.toSorted((a, b) => b.sidePx - a.sidePx);
  return (faces === 'largest' ? bySize.slice(0, 1) : bySize).map((square) => ({ square }));
}

/**
 * The found faces that a recipe edits, aligned for the model.
 * @throws AppError `no-face`
 */
export function foundTargets(found: readonly FoundFace[], manifest: BundleManifest, faces: Recipe['faces']): readonly FaceTarget[] {
  const template = faceTemplate(manifest.alignment);
  if (found.length === 0 || !template) throw noFace();
  return (faces === 'largest' ? found.slice(0, 1) : found).map(({ points, oval }) => ({ square: alignFace(points, template), oval }));
}

function noFace(): AppError {
  return new AppError({ code: 'no-face', message: 'Expected a face in the picture but found none.', recovery: 'Open it in the editor and set the square by hand, or take pictures whole.' });
}
