import type { FaceFinder, FoundFace } from '../face/face-finder.ts';

export type { FaceFinder, FaceHints, FivePoints, FoundFace } from '../face/face-finder.ts';

/** A picture for the finder; the bitmap may be a reduced one, such as the preview of an `OpenedPicture`. */
export interface FinderPicture {
  /** At least 2,048 px on its longer side where the picture has them. The finder takes a copy: it stays the caller's. */
  readonly bitmap: ImageBitmap;
  /** Size of the picture in whose coordinates the faces are told. */
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface FindFacesOptions {
  /** Aborting rejects with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Also fill in `hints`; see `FindOptions`. */
  readonly withHints?: boolean | undefined;
}

/** The client of the face worker, which starts on first use: one per tab. */
export interface FaceFinderClient extends FaceFinder<FinderPicture> {
  find(picture: FinderPicture, options?: FindFacesOptions): Promise<readonly FoundFace[]>;
  dispose(): void;
}
