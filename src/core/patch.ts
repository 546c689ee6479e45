import type { CropSquare } from './geometry.ts';
import { blankSamples, fullScale, toSample, type RectPx, type RgbaImage, type Samples } from './image.ts';

/** A turn that brings no edge of the square further than this from where it was, in pixels of the patch, is none. */
const UNSEEN_TURN_PX = 0.2;

/** The part of a picture that an edit may touch, at the scale at which it is shown or saved. */
export interface PatchFrame {
  /** In picture coordinates. */
  readonly rect: RectPx;
  /** Patch pixels per picture pixel, at most 1. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Affine from patch pixel indices to crop coordinates in [0,1]: u = uX x + uY y + u0, v likewise. */
  readonly toCrop: { readonly uX: number; readonly uY: number; readonly u0: number; readonly vX: number; readonly vY: number; readonly v0: number };
}

/** The bounding rectangle of the square inside the picture, or undefined when they do not meet. */
export function patchRect(picture: { readonly widthPx: number; readonly heightPx: number }, square: CropSquare): RectPx | undefined {
  const half = (square.sidePx / 2) * (Math.abs(Math.cos(square.rotationRad)) + Math.abs(Math.sin(square.rotationRad)));
  const { centreXPx, centreYPx } = square;
  return rectWithin(picture, { leftPx: centreXPx - half, topPx: centreYPx - half, rightPx: centreXPx + half, bottomPx: centreYPx + half });
}

/** Where something begins and ends, not only at whole pixels nor only in the picture. */
export interface EdgesPx {
  readonly leftPx: number;
  readonly topPx: number;
  readonly rightPx: number;
  readonly bottomPx: number;
}

/** The pixels of a picture that lie between edges, wholly or in part, or undefined where there are none. */
export function rectWithin(picture: { readonly widthPx: number; readonly heightPx: number }, { leftPx, topPx, rightPx, bottomPx }: EdgesPx): RectPx | undefined {
  const left = Math.max(0, Math.floor(leftPx));
  const top = Math.max(0, Math.floor(topPx));
  const right = Math.min(picture.widthPx, Math.ceil(rightPx));
  const bottom = Math.min(picture.heightPx, Math.ceil(bottomPx));
  return right > left && bottom > top ? { xPx: left, yPx: top, widthPx: right - left, heightPx: bottom - top } : undefined;
}

/** True when two rectangles share a pixel. */
export function rectsOverlap(a: RectPx, b: RectPx): boolean {
  return a.xPx < b.xPx + b.widthPx && b.xPx < a.xPx + a.widthPx && a.yPx < b.yPx + b.heightPx && b.yPx < a.yPx + a.heightPx;
}

/** The frame that shows `rect` with its longer side at most `maxSidePx`. */
export function patchFrame(rect: RectPx, square: CropSquare, maxSidePx: number): PatchFrame {
  const scale = Math.min(1, maxSidePx / Math.max(rect.widthPx, rect.heightPx));
  const widthPx = Math.max(1, Math.round(rect.widthPx * scale));
  const heightPx = Math.max(1, Math.round(rect.heightPx * scale));
  const stepX = rect.widthPx / widthPx;
  const stepY = rect.heightPx / heightPx;
  // An upright grid is half the work. By the square and not the rectangle, so that all strips of a patch agree.
  const isUpright = (Math.abs(Math.sin(square.rotationRad)) * square.sidePx) / stepX / 2 < UNSEEN_TURN_PX;
  const cos = (isUpright ? 1 : Math.cos(square.rotationRad)) / square.sidePx;
  const sin = (isUpright ? 0 : Math.sin(square.rotationRad)) / square.sidePx;
  const startX = rect.xPx + stepX / 2 - square.centreXPx;
  const startY = rect.yPx + stepY / 2 - square.centreYPx;
  return {
    rect,
    widthPx,
    heightPx,
    toCrop: {
      uX: stepX * cos, uY: stepY * sin, u0: startX * cos + startY * sin + 0.5,
      vX: -stepX * sin, vY: stepY * cos, v0: startY * cos - startX * sin + 0.5,
    },
  };
}

/** The picture's own samples in the frame: copied when it is at full scale, else box-averaged, colours weighted by their alpha. */
export function patchSamples<S extends Samples>(picture: RgbaImage<S>, { rect, widthPx, heightPx }: PatchFrame): S {
  const out = blankSamples(picture.data, widthPx * heightPx * 4);
  if (widthPx === rect.widthPx && heightPx === rect.heightPx) {
    for (let y = 0; y < heightPx; y++) {
      const from = ((rect.yPx + y) * picture.widthPx + rect.xPx) * 4;
      out.set(picture.data.subarray(from, from + widthPx * 4), y * widthPx * 4);
    }
    return out;
  }
  const full = fullScale(out);
  for (let y = 0; y < heightPx; y++) {
    const y0 = rect.yPx + Math.floor((y * rect.heightPx) / heightPx);
    const y1 = Math.max(y0 + 1, rect.yPx + Math.floor(((y + 1) * rect.heightPx) / heightPx));
    for (let x = 0; x < widthPx; x++) {
      const x0 = rect.xPx + Math.floor((x * rect.widthPx) / widthPx);
      const x1 = Math.max(x0 + 1, rect.xPx + Math.floor(((x + 1) * rect.widthPx) / widthPx));
      averageInto(out, full, (y * widthPx + x) * 4, picture, x0, x1, y0, y1);
    }
  }
  return out;
}

function averageInto(out: Samples, full: number, to: number, picture: RgbaImage, x0: number, x1: number, y0: number, y1: number): void {
  let r = 0;
  let g = 0;
  let b = 0;
  let a = 0;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const from = (y * picture.widthPx + x) * 4;
      const alpha = picture.data[from + 3]!;
      r += picture.data[from]! * alpha;
      g += picture.data[from + 1]! * alpha;
      b += picture.data[from + 2]! * alpha;
      a += alpha;
    }
  }
  if (a === 0) return;
  // Means of samples lie within their range: only the rounding is asked for here.
  out[to] = toSample(r / a, full);
  out[to + 1] = toSample(g / a, full);
  out[to + 2] = toSample(b / a, full);
  out[to + 3] = toSample(a / ((x1 - x0) * (y1 - y0)), full);
}
