import { isSameSquare } from '../edit/square.ts';
import type { EditorState } from './editor-store.ts';
import { awaitsReading, isSearching, selectedFace } from './face-selectors.ts';
import { allChangedIds } from './face-tasks.ts';
import { editedPane } from './panes.ts';
import type { FacePatch } from './slices/render-slice.ts';
import { viewTransform, type ViewTransform } from './view-transform.ts';

/** How the edited picture lies on the stage. */
export function currentView({ view, picture }: EditorState): ViewTransform | undefined {
  if (!picture.open) return undefined;
  const pane = editedPane(view);
  const { scale, offsetXPx, offsetYPx } = viewTransform(view.zoom, pane, picture.open);
  return { scale, offsetXPx: offsetXPx + pane.xPx, offsetYPx: offsetYPx + pane.yPx };
}

/** True for a patch of the face as it lies now. */
function isWhereItWas({ document }: EditorState, { faceId, layers }: FacePatch): boolean {
  const square = document.faces.find(({ id }) => id === faceId)?.square;
  const rendered = layers.at(-1)?.square;
  return square !== undefined && rendered !== undefined && isSameSquare(square, rendered);
}

/** The patches to paint, the lowest first: of this picture and these very squares. */
export function paintablePatches(state: EditorState): readonly FacePatch[] {
  const { render: { shown }, picture } = state;
  if (!shown || shown.pictureId !== picture.open?.pictureId) return [];
  return shown.patches.every((patch) => isWhereItWas(state, patch)) ? shown.patches : shown.patches.filter((patch) => isWhereItWas(state, patch));
}

/** Cosine of the selected face's edit that is shown; see `RenderedPatch`. */
export function shownCosine(state: EditorState): number | undefined {
  const face = selectedFace(state);
  return state.render.shown?.patches.find(({ faceId }) => faceId === face?.id)?.patch.cosine;
}

export type EngineState = 'loading' | 'failed' | 'busy' | 'ready';

/** One word for what the engine is at: `ready` once faces were looked for and read, and everything asked for is painted at full size. */
export function engineState(state: EditorState): EngineState {
  const { engine, picture, document, render } = state;
  if (!engine.loaded) return engine.loading ? 'loading' : 'failed';
  if (engine.loading || picture.opening) return 'busy';
  if (!picture.open) return 'ready';
  if (isSearching(state) || state.faces.arriving || document.faces.some((face) => awaitsReading(state, face))) return 'busy';
  if (render.failedRevision === render.revision) return 'ready';
  const { shown } = render;
  return shown?.revision === render.revision && shown.isSettled ? 'ready' : 'busy';
}

/** A file name without its extension. */
export function stem(fileName: string): string {
  return fileName.replace(/\.[^.]*$/, '') || 'picture';
}

/** Name for the saved picture, without extension: `<name>-<attrs>`. */
export function suggestedName(state: EditorState): string {
  const ids = allChangedIds(state);
  return `${stem(state.picture.open?.name ?? '')}-${ids.length > 0 ? ids.join('-') : 'copy'}`;
}
