import { throwIfCancelled, type CancelToken } from '../core/cancel.ts';
import type { RgbaImage } from '../core/image.ts';
import { resample, resizeAxis, type FloatImage } from '../core/resample.ts';
import type { DrawnFace } from './face-finder.ts';

/** Pixels between two answers of the detector. */
const STRIDE_PX = 8;
/** The detector tells a side as the logarithm to base 2 of its ratio to this. */
const UNIT_SIDE_PX = 32;
/** It was shown faces of 18 to 64 px: at halving scales every larger face is that wide once. */
const SMALLEST_SIDE_PX = 18;
/** Larger pictures are made smaller first. */
export const LONGEST_SIDE_PX = 1024;
/** Where it errs about as often in what it finds as in what it misses on composed pictures (`drawn_faces.py judge`). */
const LEAST_CONFIDENCE = 0.6;
/** Two answers are one face when they overlap by so much of their union, or of the smaller one. */
const SAME_UNION_SHARE = 0.25;
const SAME_INNER_SHARE = 0.6;

/** What the detector is shown: `[1,3,H,W]` float32 NCHW RGB in [-1,1], H and W multiples of 8. */
export interface DetectorInput {
  readonly data: Float32Array<ArrayBuffer>;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** -> `[4,H/8,W/8]` float32: logit, x and y of the centre from the cell's own in cells, logarithm of the side. */
export type DrawnFaceNetwork = (input: DetectorInput) => Promise<Float32Array>;

/**
 * Upright squares on the drawn faces of a picture, the surest first, framed as the drawings that the detector learnt from: hair
 * above, chin below.
 * @throws an AbortError once the signal is aborted
 */
export async function findDrawnFaces(picture: RgbaImage, network: DrawnFaceNetwork, signal?: CancelToken): Promise<readonly DrawnFace[]> {
  const candidates: DrawnFace[] = [];
  let scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.widthPx, picture.heightPx));
  let image = toFloats(picture);
  for (; Math.min(picture.widthPx, picture.heightPx) * scale >= SMALLEST_SIDE_PX; scale /= 2) {
    throwIfCancelled(signal);
    image = resized(image, Math.round(picture.widthPx * scale), Math.round(picture.heightPx * scale));
    const input = toInput(image);
    candidates.push(...peaks(await network(input), input, picture.widthPx / image.widthPx, picture.heightPx / image.heightPx));
  }
  const faces: DrawnFace[] = [];
  for (const candidate of candidates.toSorted((a, b) => b.confidence - a.confidence)) {
    if (!faces.some((face) => isSameFace(face, candidate))) faces.push(candidate);
  }
  return faces;
}

function toFloats({ widthPx, heightPx, data }: RgbaImage): FloatImage {
  const most = data instanceof Uint16Array ? 65_535 : 255;
  const out = new Float32Array(widthPx * heightPx * 3);
  // What is transparent is shown on white, as paper is.
  for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
    const alpha = data[from + 3]! / most;
    for (let c = 0; c < 3; c++) out[to + c] = (2 * data[from + c]!) / most * alpha + 2 * (1 - alpha) - 1;
  }
  return { widthPx, heightPx, channels: 3, data: out };
}

function resized(image: FloatImage, widthPx: number, heightPx: number): FloatImage {
  if (image.widthPx === widthPx && image.heightPx === heightPx) return image;
  return resample(image, resizeAxis(image.widthPx, widthPx), resizeAxis(image.heightPx, heightPx));
}

/** Planes, filled up at the right and below with mid-grey, as in training. */
function toInput({ widthPx, heightPx, data }: FloatImage): DetectorInput {
  const width = Math.ceil(widthPx / STRIDE_PX) * STRIDE_PX;
  const height = Math.ceil(heightPx / STRIDE_PX) * STRIDE_PX;
  const out = new Float32Array(3 * width * height);
  for (let y = 0, from = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, from += 3) {
      for (let c = 0; c < 3; c++) out[(c * height + y) * width + x] = data[from + c]!;
    }
  }
  return { data: out, widthPx: width, heightPx: height };
}

/** The cells that are sure enough, and no less sure than any beside them. */
function peaks(answer: Float32Array, { widthPx, heightPx }: DetectorInput, perPxX: number, perPxY: number): readonly DrawnFace[] {
  const width = widthPx / STRIDE_PX;
  const height = heightPx / STRIDE_PX;
  const plane = width * height;
  const found: DrawnFace[] = [];
  const least = Math.log(LEAST_CONFIDENCE / (1 - LEAST_CONFIDENCE));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const logit = answer[at]!;
      if (logit < least || !isPeak(answer, x, y, width, height)) continue;
      found.push({
        centreXPx: (x + 0.5 + answer[plane + at]!) * STRIDE_PX * perPxX,
        centreYPx: (y + 0.5 + answer[2 * plane + at]!) * STRIDE_PX * perPxY,
        sidePx: UNIT_SIDE_PX * 2 ** answer[3 * plane + at]! * perPxX,
        rotationRad: 0,
        confidence: 1 / (1 + Math.exp(-logit)),
      });
    }
  }
  return found;
}

function isPeak(answer: Float32Array, x: number, y: number, width: number, height: number): boolean {
  const own = answer[y * width + x]!;
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) if (answer[v * width + u]! > own) return false;
  }
  return true;
}

function isSameFace(a: DrawnFace, b: DrawnFace): boolean {
  const smaller = Math.min(a.sidePx, b.sidePx);
  const along = (from: number, to: number): number => Math.max(0, Math.min((a.sidePx + b.sidePx) / 2 - Math.abs(from - to), smaller));
  const shared = along(a.centreXPx, b.centreXPx) * along(a.centreYPx, b.centreYPx);
  return shared > SAME_UNION_SHARE * (a.sidePx ** 2 + b.sidePx ** 2 - shared) || shared > SAME_INNER_SHARE * smaller ** 2;
}
