import type { DrawnFace, FaceFinder, FoundFace } from '../face/face-finder.ts';
import type { FinderPicture } from '../face/finder-protocol.ts';

/** A picture for the finder, such as the preview of an `OpenedPicture` with the picture's own size. */
export type FaceFinderPicture = FinderPicture<ImageBitmap>;

export interface FindFacesOptions {
  /** Aborting rejects with an AbortError. */
  readonly signal?: AbortSignal | undefined;
  /** Also fill in `hints`; see `FindOptions`. */
  readonly withHints?: boolean | undefined;
}

/** The client of the face workers, which start on first use: one per tab. */
export interface FaceFinderClient extends FaceFinder<FaceFinderPicture> {
  /** @throws also AppError `face-finder-crashed` when the browser ended the worker; the next call starts another */
  find(picture: FaceFinderPicture, options?: FindFacesOptions): Promise<readonly FoundFace[]>;
  /**
   * Squares on the drawn faces of a picture, the surest first; for models that want no landmarks.
   * @throws an AbortError once the signal is aborted; AppError `session-failed`, `face-finder-crashed` and what fetching may throw
   */
  findDrawn(picture: FaceFinderPicture, signal?: AbortSignal): Promise<readonly DrawnFace[]>;
  dispose(): void;
}
