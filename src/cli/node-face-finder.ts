import { AppError } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';
import type { FaceFinder } from '../face/face-finder.ts';

/** Placeholder until the finder's branch is merged. */
export function createNodeFaceFinder(): Promise<FaceFinder<RgbaImage>> {
  return Promise.reject(new AppError({ code: 'face-finder-failed', message: 'no finder yet' }));
}
