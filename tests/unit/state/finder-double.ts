import type { FaceFinderClient, FindFacesOptions, FaceFinderPicture } from '../../../src/bridge/face-finder.ts';
import type { PointPx, CropSquare } from '../../../src/core/geometry.ts';
import { FIVE_POINT_NAMES, type DrawnFace, type FivePoints, type FoundFace } from '../../../src/face/face-finder.ts';
import { faceTemplate } from '../../../src/face/templates.ts';
import { ask, type Call } from './calls.ts';

/** A face that the finder sees where the tight template frames it by the square. */
export function faceAt({ centreXPx, centreYPx, sidePx, rotationRad }: CropSquare, hints: FoundFace['hints'] = {}, boxConfidence = 0.9): FoundFace {
  const template = faceTemplate('tight')!;
  const place = ([u, v]: readonly [number, number]): PointPx => {
    const [x, y] = [(u - 0.5) * sidePx, (v - 0.5) * sidePx];
    return {
      xPx: centreXPx + x * Math.cos(rotationRad) - y * Math.sin(rotationRad),
      yPx: centreYPx + x * Math.sin(rotationRad) + y * Math.cos(rotationRad),
    };
  };
  const points = Object.fromEntries(FIVE_POINT_NAMES.map((name) => [name, place(template[name])])) as unknown as FivePoints;
  const oval = Array.from({ length: 36 }, (_, i) => place([0.5 + 0.45 * Math.sin((i * Math.PI) / 18), 0.5 - 0.5 * Math.cos((i * Math.PI) / 18)]));
  return { points, oval, confidence: 1, boxConfidence, hints };
}

/** A square in the middle of a picture: the whole of a square one, else 80 % of its shorter side. */
export function middle(widthPx: number, heightPx: number): CropSquare {
  const sidePx = widthPx === heightPx ? widthPx : 0.8 * Math.min(widthPx, heightPx);
  return { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx, rotationRad: 0 };
}

/** A finder that answers only when told to. */
export class FinderDouble implements FaceFinderClient {
  readonly searches: Call<FaceFinderPicture & { readonly withHints: boolean | undefined }, readonly FoundFace[]>[] = [];
  /** Their squares are faces that the finder is sure of unless the answer says otherwise. */
  readonly drawnSearches: Call<FaceFinderPicture, readonly (CropSquare & Partial<DrawnFace>)[]>[] = [];
  isDisposed = false;
  find(picture: FaceFinderPicture, { signal, withHints }: FindFacesOptions = {}): Promise<readonly FoundFace[]> {
    return ask(this.searches, { ...picture, withHints }, { ...(signal ? { signal } : {}) });
  }
  findDrawn(picture: FaceFinderPicture, signal?: AbortSignal): Promise<readonly DrawnFace[]> {
    return ask(this.drawnSearches, picture, { ...(signal ? { signal } : {}) }).then((squares) => squares.map((square) => ({ confidence: 0.95, ...square })));
  }
  dispose(): void { this.isDisposed = true; }
}
