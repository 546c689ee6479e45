import type { CropSquare, PointPx } from '../../src/core/geometry.ts';
import type { Testimony } from './witness.ts';

/** The square and contour of a face that the witness saw, framed as the training crops are: eyes 0.43 of its side apart, a quarter from the top. */
export function framingOf({ leftEye, rightEye, mouth, oval }: Testimony): { readonly square: CropSquare; readonly oval: readonly PointPx[] } {
  const [left, right] = leftEye[0] < rightEye[0] ? [leftEye, rightEye] : [rightEye, leftEye];
  const rotationRad = Math.atan2(right[1] - left[1], right[0] - left[0]);
  const eyesX = (left[0] + right[0]) / 2;
  const eyesY = (left[1] + right[1]) / 2;
  const sidePx = (Math.hypot(right[0] - left[0], right[1] - left[1]) / 0.43 + Math.hypot(mouth[0] - eyesX, mouth[1] - eyesY) / 0.46) / 2;
  // From between the eyes down the face's own axis to the middle of the square.
  const downPx = sidePx * (0.5 - 0.255);
  return {
    square: { centreXPx: eyesX - downPx * Math.sin(rotationRad), centreYPx: eyesY + downPx * Math.cos(rotationRad), sidePx, rotationRad },
    oval: oval.map(([xPx, yPx]) => ({ xPx, yPx })),
  };
}
