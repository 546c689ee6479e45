import type { PointPx } from '../core/geometry.ts';
import type { FoundFace } from './face-finder.ts';

/** The same face in other coordinates. */
export function mapFace({ points, oval, ...rest }: FoundFace, map: (point: PointPx) => PointPx): FoundFace {
  return {
    ...rest,
    points: {
      leftEye: map(points.leftEye), rightEye: map(points.rightEye), noseTip: map(points.noseTip),
      mouthLeft: map(points.mouthLeft), mouthRight: map(points.mouthRight),
    },
    oval: oval.map(map),
  };
}
