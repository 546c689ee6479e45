import type { PictureSize } from '../edit/square.ts';

/** The drawing surface, in device pixels. */
export interface StageSize {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels per CSS pixel. */
  readonly pixelRatio: number;
}

/** How far in, and which point of the picture is at the stage's centre. */
export type Zoom =
  | { readonly kind: 'fit' }
  | { readonly kind: 'free'; readonly scale: number; readonly centreXPx: number; readonly centreYPx: number };

/** Picture to stage: `device = picture * scale + offset`. */
export interface ViewTransform {
  /** Device pixels per picture pixel: 1 is "100 %". */
  readonly scale: number;
  readonly offsetXPx: number;
  readonly offsetYPx: number;
}

export interface StagePoint {
  readonly xPx: number;
  readonly yPx: number;
}

/** Around a fitted picture, in CSS pixels. */
const FIT_MARGIN_PX = 20;
/** A crop of 96 px is large enough to work on then. */
const LARGEST_FIT_SCALE = 16;
const LARGEST_SCALE = 32;

/** The scale at which the whole picture is seen. */
export function fitScale(stage: StageSize, picture: PictureSize): number {
  const margin = Math.min(FIT_MARGIN_PX * stage.pixelRatio, 0.05 * Math.min(stage.widthPx, stage.heightPx));
  const scale = Math.min(
    (stage.widthPx - 2 * margin) / picture.widthPx,
    (stage.heightPx - 2 * margin) / picture.heightPx,
  );
  return Math.min(Math.max(scale, 1e-3), LARGEST_FIT_SCALE * stage.pixelRatio);
}

/** The transform that shows a picture at a zoom; whole device pixels, so that 100 % is crisp. */
export function viewTransform(zoom: Zoom, stage: StageSize, picture: PictureSize): ViewTransform {
  const scale = zoom.kind === 'fit' ? fitScale(stage, picture) : zoom.scale;
  const centreXPx = zoom.kind === 'fit' ? picture.widthPx / 2 : zoom.centreXPx;
  const centreYPx = zoom.kind === 'fit' ? picture.heightPx / 2 : zoom.centreYPx;
  return {
    scale,
    offsetXPx: Math.round(stage.widthPx / 2 - centreXPx * scale),
    offsetYPx: Math.round(stage.heightPx / 2 - centreYPx * scale),
  };
}

/** The picture's point under a point of the stage. */
export function stageToPicture(view: ViewTransform, point: StagePoint): StagePoint {
  return { xPx: (point.xPx - view.offsetXPx) / view.scale, yPx: (point.yPx - view.offsetYPx) / view.scale };
}

/** The stage's horizontal span that shows picture, for the divider to stay on it. */
export function visibleSpan(view: ViewTransform, stage: StageSize, picture: PictureSize): { readonly leftPx: number; readonly rightPx: number } {
  const leftPx = Math.max(0, view.offsetXPx);
  return { leftPx, rightPx: Math.max(leftPx, Math.min(stage.widthPx, view.offsetXPx + picture.widthPx * view.scale)) };
}

function axisCentre(centre: number, lengthPx: number, stageLengthPx: number, scale: number): number {
  const half = stageLengthPx / 2 / scale;
  return lengthPx <= 2 * half ? lengthPx / 2 : Math.min(Math.max(centre, half), lengthPx - half);
}

/** A free zoom within limits: no emptiness where the picture could be, nothing smaller than fitted. */
function boundedZoom(zoom: Extract<Zoom, { kind: 'free' }>, stage: StageSize, picture: PictureSize): Zoom {
  const fit = fitScale(stage, picture);
  const scale = Math.min(Math.max(zoom.scale, Math.min(fit, 1)), LARGEST_SCALE);
  if (Math.abs(scale / fit - 1) < 0.005) return { kind: 'fit' };
  return {
    kind: 'free',
    scale,
    centreXPx: axisCentre(zoom.centreXPx, picture.widthPx, stage.widthPx, scale),
    centreYPx: axisCentre(zoom.centreYPx, picture.heightPx, stage.heightPx, scale),
  };
}

/** Zooms by a factor; what lies under `anchor` stays there. */
export function zoomedAt(zoom: Zoom, factor: number, anchor: StagePoint, stage: StageSize, picture: PictureSize): Zoom {
  const before = viewTransform(zoom, stage, picture);
  const held = stageToPicture(before, anchor);
  const scale = Math.min(Math.max(before.scale * factor, Math.min(fitScale(stage, picture), 1)), LARGEST_SCALE);
  return boundedZoom({
    kind: 'free',
    scale,
    centreXPx: held.xPx + (stage.widthPx / 2 - anchor.xPx) / scale,
    centreYPx: held.yPx + (stage.heightPx / 2 - anchor.yPx) / scale,
  }, stage, picture);
}

/** Drags the picture along with the pointer, in device pixels. */
export function pannedBy(zoom: Zoom, dxPx: number, dyPx: number, stage: StageSize, picture: PictureSize): Zoom {
  if (zoom.kind === 'fit') return zoom;
  return boundedZoom({
    ...zoom,
    centreXPx: zoom.centreXPx - dxPx / zoom.scale,
    centreYPx: zoom.centreYPx - dyPx / zoom.scale,
  }, stage, picture);
}
