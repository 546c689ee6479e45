import type { CancelToken } from '../core/cancel.ts';
import type { CropSquare, PointPx } from '../core/geometry.ts';

/** The five points by which a face is aligned; left and right as the viewer sees them. */
export const FIVE_POINT_NAMES = ['leftEye', 'rightEye', 'noseTip', 'mouthLeft', 'mouthRight'] as const;

export type FivePointName = (typeof FIVE_POINT_NAMES)[number];

/** Eye centres, tip of the nose and corners of the mouth, in picture coordinates. */
export type FivePoints = Readonly<Record<FivePointName, PointPx>>;

/** A face as a finder found it, in picture coordinates. */
export interface FoundFace {
  readonly points: FivePoints;
  /** Contour of the face, a closed polygon; it may reach beyond the picture's border. */
  readonly oval: readonly PointPx[];
  /** 0 to 1: how sure the finder is that this is a face. */
  readonly confidence: number;
  /** 0 to 1: how sure its detector is, shown the face upright and enlarged; drawings seldom come as high as photographs do. */
  readonly boxConfidence: number;
  /** Empty unless asked for. */
  readonly hints: FaceHints;
}

/** An upright square on a drawn face, as their detector found it. */
export interface DrawnFace extends CropSquare {
  /** 0 to 1: how sure the detector is that this is one. */
  readonly confidence: number;
}

/** What the finder believes of a face beside where it is; for bundles without a classifier of their own. */
export interface FaceHints {
  readonly ageYears?: number | undefined;
  /** 0 to 1. */
  readonly femaleProbability?: number | undefined;
  /** 0 to 1. */
  readonly happyProbability?: number | undefined;
  /** Of the same person close to each other by their cosine. Never stored, never shown: evaluation measures with it whether an edit keeps a face. */
  readonly descriptor?: readonly number[] | undefined;
}

export interface FindOptions {
  /** Aborting rejects with an AbortError. */
  readonly signal?: CancelToken | undefined;
  /** Also fill in `hints`, which needs two more networks (8 MB) and more time a face. Default: false. */
  readonly withHints?: boolean | undefined;
}

/** Finds faces; behind this interface the library that does it can be replaced. */
export interface FaceFinder<Picture> {
  /**
   * Every face of a picture, the largest first; none is no error. One call runs at a time, the others wait.
   * @throws an AbortError once the signal is aborted; AppError `face-finder-failed` when the finder cannot run
   */
  find(picture: Picture, options?: FindOptions): Promise<readonly FoundFace[]>;
}
