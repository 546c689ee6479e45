import type { CropSquare } from '../core/geometry.ts';
import { FIVE_POINT_NAMES, type FivePoints } from './face-finder.ts';
import type { FaceTemplate } from './templates.ts';

/**
 * The square whose crop brings the found points closest to the template's: the similarity transform, without reflection,
 * that has the least sum of squared distances in the crop (Umeyama 1991; in the plane it has this closed form).
 */
export function alignFace(points: FivePoints, template: FaceTemplate): CropSquare {
  const found = FIVE_POINT_NAMES.map((name): Vector => [points[name].xPx, points[name].yPx]);
  const wanted = FIVE_POINT_NAMES.map((name): Vector => [template[name][0] - 0.5, template[name][1] - 0.5]);
  const foundMean = mean(found);
  const wantedMean = mean(wanted);
  // As complex numbers: crop = scale * (picture - foundMean) + wantedMean, scale = sum conj(f) w / sum |f|^2.
  let re = 0;
  let im = 0;
  let spread = 0;
  for (const [i, point] of found.entries()) {
    const fx = point[0] - foundMean[0];
    const fy = point[1] - foundMean[1];
    const wx = wanted[i]![0] - wantedMean[0];
    const wy = wanted[i]![1] - wantedMean[1];
    re += fx * wx + fy * wy;
    im += fx * wy - fy * wx;
    spread += fx * fx + fy * fy;
  }
  const sidePx = spread / Math.hypot(re, im);
  const rotationRad = Math.atan2(-im, re);
  const cos = Math.cos(rotationRad) * sidePx;
  const sin = Math.sin(rotationRad) * sidePx;
  return {
    centreXPx: foundMean[0] - wantedMean[0] * cos + wantedMean[1] * sin,
    centreYPx: foundMean[1] - wantedMean[0] * sin - wantedMean[1] * cos,
    sidePx,
    rotationRad,
  };
}

type Vector = readonly [x: number, y: number];

function mean(vectors: readonly Vector[]): Vector {
  const sum = vectors.reduce<Vector>(([x, y], vector) => [x + vector[0], y + vector[1]], [0, 0]);
  return [sum[0] / vectors.length, sum[1] / vectors.length];
}
