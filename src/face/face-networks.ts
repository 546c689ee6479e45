import type { PointPx } from '../core/geometry.ts';
import type { FloatImage } from '../core/resample.ts';
import type { FoundFace } from './face-finder.ts';

/** A face as a detector sees it at a glance, in the pixels of the tile it was shown. */
export interface FaceSketch {
  readonly leftEye: PointPx;
  readonly rightEye: PointPx;
  readonly mouth: PointPx;
  /** 0 to 1. */
  readonly confidence: number;
}

/** The networks behind the finder; pictures are square, `[S,S,3]` float32 HWC RGB in [0,255]. */
export interface FaceNetworks {
  /** The tile's faces; those smaller than a twelfth of it are missed. */
  sketch(tile: FloatImage): Promise<readonly FaceSketch[]>;
  /** Landmarks of the faces in a crop, in its pixels; best when one upright face fills half of it. */
  trace(crop: FloatImage, withHints: boolean): Promise<readonly FoundFace[]>;
}
