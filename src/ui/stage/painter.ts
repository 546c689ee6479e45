import type { EditorState } from '../../state/editor-store.ts';
import { currentView, paintableRender } from '../../state/selectors.ts';
import type { RenderedPatch } from '../../state/engine-types.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';
import type { ShownRender } from '../../state/slices/render-slice.ts';
import { visibleSpan, type StageSize, type ViewTransform } from '../../state/view-transform.ts';

/** All that a frame is made of; two equal scenes make the same frame. */
export interface Scene {
  readonly stage: StageSize;
  readonly picture: OpenPicture | undefined;
  readonly shown: ShownRender | undefined;
  readonly zoom: EditorState['view']['zoom'];
  readonly split: EditorState['view']['split'];
  readonly isOriginal: boolean;
  /** While a slider is dragged, speed comes before smoothness. */
  readonly isHurried: boolean;
}

/** Beyond this many device pixels a picture pixel, its edges are shown as they are. */
const PIXELATED_FROM_SCALE = 6;

/** The scene of a state. */
export function sceneOf(state: EditorState): Scene {
  const { stage, zoom, split, isHoldingOriginal, gesture } = state.view;
  return {
    stage, zoom, split, picture: state.picture.open, shown: paintableRender(state),
    isOriginal: isHoldingOriginal || gesture === 'square',
    isHurried: gesture === 'level',
  };
}

/** True when two scenes differ in nothing but the render: then only its rectangle has to be painted. */
export function differsInRenderAlone(a: Scene, b: Scene): boolean {
  return a.stage === b.stage && a.picture === b.picture && a.zoom === b.zoom && a.split === b.split && a.isOriginal === b.isOriginal && a.isHurried === b.isHurried;
}

/** The stage's x of the before/after divider, in device pixels. */
export function dividerXPx(split: Scene['split'], view: ViewTransform, stage: StageSize, picture: OpenPicture): number {
  const { leftPx, rightPx } = visibleSpan(view, stage, picture);
  return Math.round(leftPx + split.position * (rightPx - leftPx));
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function areaOf({ rect }: RenderedPatch, view: ViewTransform): Area {
  return {
    x: view.offsetXPx + rect.xPx * view.scale, y: view.offsetYPx + rect.yPx * view.scale,
    width: rect.widthPx * view.scale, height: rect.heightPx * view.scale,
  };
}

function clipTo(context: CanvasRenderingContext2D, { x, y, width, height }: Area): void {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}

/** The render to lay over the picture, or none. */
function patchOf({ shown, isOriginal }: Scene): (RenderedPatch & { readonly bitmap: ImageBitmap }) | undefined {
  const patch = shown?.patch;
  return isOriginal || patch?.bitmap === undefined ? undefined : { ...patch, bitmap: patch.bitmap };
}

/** Where the canvas has to be painted anew, when only the render changed within its old bounds. */
function changedArea(scene: Scene, before: Scene | undefined, view: ViewTransform): Area | undefined {
  const now = patchOf(scene);
  const then = before && differsInRenderAlone(scene, before) ? patchOf(before) : undefined;
  if (!now || !then) return undefined;
  const isSameRect = now.rect.xPx === then.rect.xPx && now.rect.yPx === then.rect.yPx
    && now.rect.widthPx === then.rect.widthPx && now.rect.heightPx === then.rect.heightPx;
  if (!isSameRect) return undefined;
  const { x, y, width, height } = areaOf(now, view);
  // Whole pixels, so that the edge of the clip leaves no trace.
  const left = Math.floor(x);
  const top = Math.floor(y);
  return { x: left, y: top, width: Math.ceil(x + width) - left, height: Math.ceil(y + height) - top };
}

function draw(context: CanvasRenderingContext2D, scene: Scene, view: ViewTransform, picture: OpenPicture): void {
  const patch = patchOf(scene);
  const coversAll = patch !== undefined && !scene.split.isOn && patch.rect.widthPx === picture.widthPx && patch.rect.heightPx === picture.heightPx;
  if (!coversAll) context.drawImage(picture.preview, view.offsetXPx, view.offsetYPx, picture.widthPx * view.scale, picture.heightPx * view.scale);
  if (!patch) return;
  if (scene.split.isOn) {
    const x = dividerXPx(scene.split, view, scene.stage, picture);
    clipTo(context, { x, y: 0, width: scene.stage.widthPx - x, height: scene.stage.heightPx });
  }
  const { x, y, width, height } = areaOf(patch, view);
  context.drawImage(patch.bitmap, x, y, width, height);
}

/** Paints the picture and, over it, what the edit changes; `before` is the scene that the canvas shows now. */
export function paint(context: CanvasRenderingContext2D, scene: Scene, before: Scene | undefined, state: EditorState): void {
  const { canvas } = context;
  const { stage, picture } = scene;
  const isResized = canvas.width !== stage.widthPx || canvas.height !== stage.heightPx;
  if (isResized) {
    canvas.width = stage.widthPx;
    canvas.height = stage.heightPx;
  }
  const view = currentView(state);
  const area = view && !isResized ? changedArea(scene, before, view) : undefined;
  context.save();
  if (area) clipTo(context, area);
  context.clearRect(0, 0, stage.widthPx, stage.heightPx);
  if (picture && view) {
    context.imageSmoothingEnabled = view.scale < PIXELATED_FROM_SCALE;
    context.imageSmoothingQuality = scene.isHurried ? 'low' : 'high';
    draw(context, scene, view, picture);
  }
  context.restore();
  if (scene.shown) canvas.dataset['renderRevision'] = String(scene.shown.revision);
}
