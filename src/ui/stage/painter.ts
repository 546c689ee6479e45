import type { EditorState } from '../../state/editor-store.ts';
import { currentView, paintablePatches } from '../../state/selectors.ts';
import type { Preferences } from '../../state/preferences.ts';
import type { RenderedPatch } from '../../engine/engine-protocol.ts';
import type { OpenPicture } from '../../state/slices/picture-slice.ts';
import type { FacePatch } from '../../state/slices/render-slice.ts';
import { visibleSpan, type StageSize, type ViewTransform } from '../../state/view-transform.ts';

/** All that a frame is made of; two equal scenes make the same frame. */
export interface Scene {
  readonly stage: StageSize;
  readonly picture: OpenPicture | undefined;
  /** The lowest first. */
  readonly patches: readonly FacePatch[];
  /** Of what is shown. */
  readonly revision: number | undefined;
  readonly zoom: EditorState['view']['zoom'];
  readonly split: EditorState['view']['split'];
  readonly isOriginal: boolean;
  /** While a slider is dragged, speed comes before smoothness. */
  readonly isHurried: boolean;
  readonly pixels: Preferences['pixels'];
}

/** The scene of a state. */
export function sceneOf(state: EditorState): Scene {
  const { stage, zoom, split, isHoldingOriginal, gesture, preferences: { pixels } } = state.view;
  return {
    stage, zoom, split, picture: state.picture.open, patches: paintablePatches(state), revision: state.render.shown?.revision,
    isOriginal: isHoldingOriginal,
    isHurried: gesture === 'level',
    pixels,
  };
}

/** True when two scenes differ in nothing but the render: then only what it changed has to be painted. */
export function differsInRenderAlone(a: Scene, b: Scene): boolean {
  return a.stage === b.stage && a.picture === b.picture && a.zoom === b.zoom && a.split === b.split && a.isOriginal === b.isOriginal && a.isHurried === b.isHurried && a.pixels === b.pixels;
}

/** True when two scenes that differ in the render alone do differ. */
export function differsInRender(a: Scene, b: Scene): boolean {
  return a.revision !== b.revision || a.patches !== b.patches;
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

function draw(context: CanvasRenderingContext2D, scene: Scene, view: ViewTransform, picture: OpenPicture): void {
  const patches = visiblePatches(scene);
  const coversAll = !scene.split.isOn && patches.some(({ rect, bitmap }) => bitmap && rect.widthPx === picture.widthPx && rect.heightPx === picture.heightPx);
  if (!coversAll) context.drawImage(picture.preview, view.offsetXPx, view.offsetYPx, picture.widthPx * view.scale, picture.heightPx * view.scale);
  if (scene.split.isOn) {
    const x = dividerXPx(scene.split, view, scene.stage, picture);
    clipTo(context, { x, y: 0, width: scene.stage.widthPx - x, height: scene.stage.heightPx });
  }
  for (const patch of patches) {
    const { x, y, width, height } = areaOf(patch, view);
    if (patch.bitmap) context.drawImage(patch.bitmap, x, y, width, height);
  }
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
