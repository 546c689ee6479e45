import type { FaceFinder } from '../face/face-finder.ts';

export type { FaceFinder, FaceHints, FivePoints, FoundFace } from '../face/face-finder.ts';

/** A picture for the finder; the bitmap may be a reduced one, such as the preview of an `OpenedPicture`. */
export interface FinderPicture {
  /** At least 2,048 px on its longer side where the picture has them. The finder takes a copy: it stays the caller's. */
  readonly bitmap: ImageBitmap;
  /** Size of the picture in whose coordinates the faces are told. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** The client of the face worker, which starts on first use: one per tab. */
export interface FaceFinderClient extends FaceFinder<FinderPicture> {
  dispose(): void;
}
