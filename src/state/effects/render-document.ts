import type { EngineClient } from '../../bridge/engine-client.ts';
import { sumTimings } from '../../core/render-timing.ts';
import type { RenderRequest } from '../../engine/engine-protocol.ts';
import { saysText } from '../../text/says.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { awaitsReading } from '../face-selectors.ts';
import { editedFaces, type EditedFace } from '../face-tasks.ts';
import { displayedSidePx } from '../render-size.ts';
import type { FacePatch, ShownRender } from '../slices/render-slice.ts';

/** Longer side of the patch that stands in while a person drags: two and a half times what the shipped models draw; larger ones cost a frame more than they show. */
export const DRAFT_SIDE_PX = 320;
/** A document that rests this long is rendered as large as it is shown. */
const REST_MS = 140;

/** What a render is made of; a change of any of it is a new revision. */
function inputsOf({ document, picture, faces, engine }: EditorState): readonly unknown[] {
  return [document, picture.open, faces.analyses, faces.references, engine.loaded?.bundle.manifest, engine.epoch];
}

/** True for a render of another picture, and for one that something newer or larger is already shown of. */
function isStale(render: ShownRender, { picture, render: { shown } }: EditorState): boolean {
  if (picture.open?.pictureId !== render.pictureId) return true;
  if (shown?.pictureId !== render.pictureId) return false;
  return render.revision < shown.revision || (render.revision === shown.revision && shown.isSettled);
}

/** True for a patch of exactly this, and as large as it is shown. */
function isUpToDate(state: EditorState, patch: FacePatch | undefined, { layers, rect }: EditedFace): boolean {
  return patch !== undefined && patch.detail === state.document.detail && patch.maxSidePx >= displayedSidePx(state, rect)
    && patch.layers.length === layers.length && patch.layers.every((layer, i) => layer === layers[i]);
}

/** The edited faces that no patch shows as they are, as indices. */
function missing(state: EditorState): readonly number[] {
  const patches = state.render.shown?.patches ?? [];
  return [...editedFaces(state).entries()]
    .filter(([, edited]) => !isUpToDate(state, patches.find(({ faceId }) => faceId === edited.face.id), edited)).map(([i]) => i);
}

function close(patches: readonly FacePatch[]): void {
  for (const { patch } of patches) patch.bitmap?.close();
}

/** Lays new patches over what is shown, and drops those of faces that nothing changes any more. */
function show(store: EditorStore, render: ShownRender): void {
  const state = store.getState();
  if (isStale(render, state)) {
    close(render.patches);
    return;
  }
  const before = state.render.shown?.patches ?? [];
  const edited = new Set(editedFaces(state).map(({ face }) => face.id));
  const patches = state.document.faces.flatMap((face) => {
    // One that is read anew keeps its patch until then.
    if (!edited.has(face.id) && !awaitsReading(state, face)) return [];
    return (render.patches.find(({ faceId }) => faceId === face.id) ?? before.find(({ faceId }) => faceId === face.id)) ?? [];
  });
  const shown = { ...render, patches };
  const lastTiming = render.patches.length > 0 ? sumTimings(render.patches.map(({ patch }) => patch)) : state.render.lastTiming;
  store.setState({ render: { ...state.render, shown, lastTiming } });
  close([...before, ...render.patches].filter((patch) => !patches.includes(patch)));
}

/** A request and what its answer is of. */
interface Asked {
  readonly request: RenderRequest;
  readonly edited: readonly EditedFace[];
  readonly revision: number;
  readonly isSettled: boolean;
}

/** Answers whether the render was shown; it is not where a newer one took its place. */
async function ask(store: EditorStore, engine: EngineClient, { request, edited, revision, isSettled }: Asked): Promise<boolean> {
  const { pictureId, detail, wanted } = request;
  try {
    const rendered = await engine.render(request);
    if (!rendered) return false;
    const patches = rendered.map((patch, i): FacePatch => {
      const { face: index, maxSidePx } = wanted[i]!;
      const { face, layers } = edited[index]!;
      return { faceId: face.id, layers, detail, maxSidePx, patch };
    });
    show(store, { revision, pictureId, patches, isSettled });
    return true;
  } catch (thrown) {
    const state = store.getState();
    if (state.render.revision !== revision) return false;
    store.setState({ render: { ...state.render, failedRevision: revision } });
    notifyFailure(store, thrown, saysText().notRendered);
    return false;
  }
}

/** Renders every state of the document: small and at once, and as large as it is shown when it rests. Older results are dropped. */
export function startRendering(store: EditorStore, engine: EngineClient): () => void {
  let inputs = inputsOf(store.getState());
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the faces of the present revision are rendered at in the end, by id; empty where a larger one would show no more. */
  let plannedSidesPx: ReadonlyMap<string, number> = new Map();

  const plan = (revision: number, hasDraft: boolean): void => {
    clearTimeout(timer);
    const state = store.getState();
    const { picture: { open }, document: { detail } } = state;
    if (!open) return;
    const { pictureId } = open;
    const edited = editedFaces(state);
    const sidesPx = edited.map(({ rect }) => displayedSidePx(state, rect));
    plannedSidesPx = new Map(edited.map(({ face }, i) => [face.id, sidesPx[i]!]));
    const indices = missing(state);
    if (indices.length === 0) {
      show(store, { revision, pictureId, patches: [], isSettled: true });
      return;
    }
    const faces = edited.map(({ task }) => task);
    const request = async (limitPx: number, isSettled: boolean): Promise<void> => {
      const wanted = indices.map((face) => ({ face, maxSidePx: Math.min(sidesPx[face]!, limitPx) }));
      const isShown = await ask(store, engine, { request: { pictureId, faces, wanted, detail }, edited, revision, isSettled });
      // A render of the revision before may have replaced a patch that this one counted on.
      const { render } = store.getState();
      if (isShown && isSettled && render.revision === revision && missing(store.getState()).length > 0) begin(false);
    };
    // What is shown small has no smaller stand-in.
    if (indices.every((i) => sidesPx[i]! <= DRAFT_SIDE_PX)) {
      void request(Number.POSITIVE_INFINITY, true);
      return;
    }
    if (hasDraft) void request(DRAFT_SIDE_PX, false);
    timer = setTimeout(() => { void request(Number.POSITIVE_INFINITY, true); }, REST_MS);
  };

  const begin = (hasDraft: boolean): void => {
    // First, because the new revision is news that the subscriber below hears too.
    plannedSidesPx = new Map();
    const { render } = store.getState();
    const revision = render.revision + 1;
    store.setState({ render: { ...render, revision } });
    plan(revision, hasDraft);
  };

  const unsubscribe = store.subscribe(() => {
    const state = store.getState();
    const now = inputsOf(state);
    if (now.some((input, i) => input !== inputs[i])) {
      inputs = now;
      begin(true);
    } else if (editedFaces(state).some(({ face, rect }) => displayedSidePx(state, rect) > (plannedSidesPx.get(face.id) ?? Number.POSITIVE_INFINITY))) {
      // Zoomed in: what is painted stays until the finer one is there.
      begin(false);
    }
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
