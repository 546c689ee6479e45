import type { CropSquare, PointPx } from '../core/geometry.ts';
import { alignFace } from '../face/align.ts';
import type { FoundFace } from '../face/face-finder.ts';
import { faceTemplate } from '../face/templates.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { isCropSized } from './crop-size.ts';
import { squareWithin, wholeSquare, type PictureSize } from './square.ts';

type Alignment = BundleManifest['alignment'];

/** The square of one face and what was found in it: `found` a photographed one, `seen` where a drawn one was; without either it is the whole picture taken as one. */
export interface FramedFace {
  readonly square: CropSquare;
  readonly origin: 'detected' | 'whole';
  readonly found?: FoundFace;
  readonly seen?: CropSquare;
}

/** What the faces of a picture are, and so how they are found and which bundles they are for. */
export type FaceKind = 'photographed' | 'drawn';

/** What a bundle's faces are found as. */
export function wantedFaces({ alignment }: Pick<BundleManifest, 'alignment'>): FaceKind {
  return faceTemplate(alignment) ? 'photographed' : 'drawn';
}

/** What is finer than this the finder does not know; rounded, a face that looks straight up is framed by an upright square. */
const STEPS_PER_PX = 100;
const STEPS_PER_RAD = 10_000;
/** A lone drawn face of this share of the picture's shorter side and more: the picture is a crop already. */
const FILLING_SHARE = 0.75;
/** Beyond this distance from the square's centre, as a share of its side, a contour's own centre is another face's. */
const OVAL_OFFSET_SHARE = 0.25;
/** A contour narrower or wider than these shares of the square's side is not framed by it. */
const OVAL_WIDTH_SHARES = [0.35, 1.4] as const;

/** Where a bundle's template wants a found face's square; undefined for a bundle without a template. */
export function alignedSquare({ points }: FoundFace, alignment: Alignment): CropSquare | undefined {
  const template = faceTemplate(alignment);
  return template && rounded(alignFace(points, template));
}

/** The photographed faces of a picture, in the finder's order, the largest first; a crop in which none is found is taken whole. */
export function framePhotographed(found: readonly FoundFace[], manifest: Pick<BundleManifest, 'alignment' | 'imageSizePx'>, picture: PictureSize): readonly FramedFace[] {
  if (found.length === 0) return isCropSized(picture, manifest) ? [whole(picture)] : [];
  // A bundle without a template may have come while another's faces were looked for.
  return found.map((face) => ({ square: alignedSquare(face, manifest.alignment) ?? alignedSquare(face, 'tight')!, origin: 'detected', found: face }));
}

/** Where a bundle wants the square of a drawn face that was seen there. */
export function drawnSquare(seen: CropSquare, { frameScale = 1 }: Pick<BundleManifest, 'frameScale'>): CropSquare {
  return rounded({ ...seen, sidePx: seen.sidePx * frameScale });
}

/** The drawn faces of a picture, the largest first. What has none may be no drawing of a face but an animal, and is taken whole. */
export function frameDrawn(squares: readonly CropSquare[], manifest: Pick<BundleManifest, 'frameScale'>, picture: PictureSize): readonly FramedFace[] {
  const [first, ...others] = squares;
  const fills = first && others.length === 0 && first.sidePx >= FILLING_SHARE * Math.min(picture.widthPx, picture.heightPx);
  if (!first || fills) return [whole(picture)];
  return squares.toSorted((a, b) => b.sidePx - a.sidePx).map((square) => {
    const seen = squareWithin(square, picture);
    return { square: drawnSquare(seen, manifest), origin: 'detected', seen };
  });
}

/** The contour that the finder saw, while the square frames it: one that was set elsewhere by hand has none. */
export function ovalWithin(square: CropSquare, oval: readonly PointPx[] | undefined): readonly PointPx[] | undefined {
  if (!oval || oval.length === 0) return undefined;
  const xs = oval.map(({ xPx }) => xPx);
  const ys = oval.map(({ yPx }) => yPx);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const offset = Math.hypot((left + right) / 2 - square.centreXPx, (top + bottom) / 2 - square.centreYPx) / square.sidePx;
  const width = Math.max(right - left, bottom - top) / square.sidePx;
  return offset <= OVAL_OFFSET_SHARE && width >= OVAL_WIDTH_SHARES[0] && width <= OVAL_WIDTH_SHARES[1] ? oval : undefined;
}

function whole(picture: PictureSize): FramedFace {
  return { square: wholeSquare(picture), origin: 'whole' };
}

function rounded({ centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): CropSquare {
  return {
    centreXPx: roundedTo(centreXPx, STEPS_PER_PX), centreYPx: roundedTo(centreYPx, STEPS_PER_PX),
    sidePx: roundedTo(sidePx, STEPS_PER_PX), rotationRad: roundedTo(rotationRad, STEPS_PER_RAD),
  };
}

function roundedTo(value: number, steps: number): number {
  // Adding zero turns -0 into 0.
  return Math.round(value * steps) / steps + 0;
}
