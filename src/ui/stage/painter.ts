import type { EditorState } from '../../state/editor-store.ts';
import { editedPane, type Pane } from '../../state/panes.ts';
import { currentView, paintablePatches } from '../../state/selectors.ts';
import type { Preferences } from '../../state/preferences.ts';
import type { RenderedPatch } from '../../engine/engine-protocol.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';
import type { Comparison } from '../../state/slices/view-slice.ts';
import type { FacePatch } from '../../state/slices/render-slice.ts';
import { visibleSpan, type StageSize, type ViewTransform } from '../../state/view-transform.ts';
import { heatMap } from './heat-map.ts';

/** All that a frame is made of; two equal scenes make the same frame. */
export interface Scene {
  readonly stage: StageSize;
  readonly picture: OpenPicture | undefined;
  /** The lowest first. */
  readonly patches: readonly FacePatch[];
  /** Of what is shown. */
  readonly revision: number | undefined;
  readonly zoom: EditorState['view']['zoom'];
  readonly compare: Comparison;
  readonly isOriginal: boolean;
  /** While a slider is dragged, speed comes before smoothness. */
  readonly isHurried: boolean;
  readonly pixels: Preferences['pixels'];
}

/** The scene of a state. */
export function sceneOf(state: EditorState): Scene {
  const { stage, zoom, compare, isHoldingOriginal, isFlickerOriginal, gesture, preferences: { pixels } } = state.view;
  return {
    stage, zoom, compare, picture: state.picture.open, patches: paintablePatches(state), revision: state.render.shown?.revision,
    // What a hand is changing is seen all the time.
    isOriginal: isHoldingOriginal || (isFlickerOriginal && gesture === undefined),
    isHurried: gesture === 'level',
    pixels,
  };
}

/** True when two scenes differ in nothing but the render: then only what it changed has to be painted. */
export function differsInRenderAlone(a: Scene, b: Scene): boolean {
  return a.stage === b.stage && a.picture === b.picture && a.zoom === b.zoom && a.compare === b.compare && a.isOriginal === b.isOriginal && a.isHurried === b.isHurried && a.pixels === b.pixels;
}

/** True when two scenes that differ in the render alone do differ. */
export function differsInRender(a: Scene, b: Scene): boolean {
  return a.revision !== b.revision || a.patches !== b.patches;
}

/** The stage's x of the before/after divider, in device pixels. */
export function dividerXPx({ position }: Comparison, view: ViewTransform, stage: StageSize, picture: OpenPicture): number {
  const { leftPx, rightPx } = visibleSpan(view, stage, picture);
  return Math.round(leftPx + position * (rightPx - leftPx));
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

/** What is to be laid over the picture. */
function visiblePatches({ patches, isOriginal }: Scene): readonly RenderedPatch[] {
  return isOriginal ? [] : patches.map(({ patch }) => patch);
}

/** Bounds of several areas in whole pixels, so that the edge of the clip leaves no trace. */
function boundsOf(areas: readonly Area[]): Area {
  const left = Math.floor(Math.min(...areas.map(({ x }) => x)));
  const top = Math.floor(Math.min(...areas.map(({ y }) => y)));
  const right = Math.ceil(Math.max(...areas.map(({ x, width }) => x + width)));
  const bottom = Math.ceil(Math.max(...areas.map(({ y, height }) => y + height)));
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Where the canvas has to be painted anew: the bounds of the patches that came, went or changed; all of it when more did. */
function changedArea(scene: Scene, before: Scene | undefined, view: ViewTransform): Area | 'all' | 'nothing' {
  if (!before || !differsInRenderAlone(scene, before)) return 'all';
  const now = visiblePatches(scene);
  const then = visiblePatches(before);
  const changed = [...now.filter((patch) => !then.includes(patch)), ...then.filter((patch) => !now.includes(patch))];
  return changed.length === 0 ? 'nothing' : boundsOf(changed.map((patch) => areaOf(patch, view)));
}

function pictureArea(picture: OpenPicture, view: ViewTransform): Area {
  return { x: view.offsetXPx, y: view.offsetYPx, width: picture.widthPx * view.scale, height: picture.heightPx * view.scale };
}

function drawOriginal(context: CanvasRenderingContext2D, picture: OpenPicture, view: ViewTransform): void {
  const { x, y, width, height } = pictureArea(picture, view);
  context.drawImage(picture.preview, x, y, width, height);
}

function drawPatches(context: CanvasRenderingContext2D, patches: readonly RenderedPatch[], view: ViewTransform): void {
  for (const patch of patches) {
    const { x, y, width, height } = areaOf(patch, view);
    if (patch.bitmap) context.drawImage(patch.bitmap, x, y, width, height);
  }
}

/** The picture in dim greys, for the colours of what differs to be the only ones. */
function drawDifference(context: CanvasRenderingContext2D, picture: OpenPicture, patches: readonly RenderedPatch[], view: ViewTransform): void {
  drawOriginal(context, picture, view);
  const { x, y, width, height } = pictureArea(picture, view);
  for (const [operation, grey] of [['saturation', '#808080'], ['multiply', '#8a8a8a']] as const) {
    context.globalCompositeOperation = operation;
    context.fillStyle = grey;
    context.fillRect(x, y, width, height);
  }
  context.globalCompositeOperation = 'source-over';
  const map = heatMap(picture, patches);
  if (map) context.drawImage(map.canvas, x + map.rect.xPx * view.scale, y + map.rect.yPx * view.scale, map.rect.widthPx * view.scale, map.rect.heightPx * view.scale);
}

/** The original on its own half of the stage; what follows is clipped to the other one. */
function drawBeside(context: CanvasRenderingContext2D, picture: OpenPicture, view: ViewTransform, { xPx, yPx, widthPx, heightPx }: Pane): void {
  context.save();
  clipTo(context, { x: 0, y: 0, width: widthPx, height: heightPx });
  drawOriginal(context, picture, { ...view, offsetXPx: view.offsetXPx - xPx, offsetYPx: view.offsetYPx - yPx });
  context.restore();
  clipTo(context, { x: xPx, y: yPx, width: widthPx, height: heightPx });
}

function draw(context: CanvasRenderingContext2D, scene: Scene, view: ViewTransform, picture: OpenPicture): void {
  const patches = visiblePatches(scene);
  const { isOn, mode } = scene.compare;
  if (isOn && mode === 'difference' && !scene.isOriginal) {
    drawDifference(context, picture, patches, view);
    return;
  }
  if (isOn && mode === 'side-by-side') drawBeside(context, picture, view, editedPane(scene));
  const isDivided = isOn && mode === 'divider';
  const coversAll = !isDivided && patches.some(({ rect, bitmap }) => bitmap && rect.widthPx === picture.widthPx && rect.heightPx === picture.heightPx);
  if (!coversAll) drawOriginal(context, picture, view);
  if (isDivided) {
    const x = dividerXPx(scene.compare, view, scene.stage, picture);
    clipTo(context, { x, y: 0, width: scene.stage.widthPx - x, height: scene.stage.heightPx });
  }
  drawPatches(context, patches, view);
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
  if (scene.revision !== undefined) canvas.dataset['renderRevision'] = String(scene.revision);
  const area = view && !isResized ? changedArea(scene, before, view) : 'all';
  if (area === 'nothing') return;
  context.save();
  if (area !== 'all') clipTo(context, area);
  context.clearRect(0, 0, stage.widthPx, stage.heightPx);
  if (picture && view) {
    context.imageSmoothingEnabled = scene.pixels === 'smooth' || view.scale <= 1;
    context.imageSmoothingQuality = scene.isHurried ? 'low' : 'high';
    draw(context, scene, view, picture);
  }
  context.restore();
}
