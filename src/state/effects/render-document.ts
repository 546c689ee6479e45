import { changesAnything, type EngineClient, type RenderRequest } from '../../bridge/engine-client.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { displayedSidePx } from '../render-size.ts';
import { currentEdit } from '../selectors.ts';
import type { ShownRender } from '../slices/render-slice.ts';

/** Longer side of the patch that stands in while a person drags: larger ones spend more time on compositing than on the decoder. */
export const DRAFT_SIDE_PX = 384;
/** A document that rests this long is rendered as large as it is shown. */
const REST_MS = 140;

/** What a render is made of; a change of any of it is a new revision. */
function inputsOf({ document, picture, face, engine }: EditorState): readonly unknown[] {
  return [document, picture.open, face.analysis, engine.loaded?.bundle.manifest, engine.epoch];
}

/** True for a render of another picture, and for one that something newer or larger is already shown of. */
function isStale(render: ShownRender, { picture, render: { shown } }: EditorState): boolean {
  if (picture.open?.pictureId !== render.pictureId) return true;
  if (shown?.pictureId !== render.pictureId) return false;
  return render.revision < shown.revision || (render.revision === shown.revision && shown.isSettled);
}

function show(store: EditorStore, shown: ShownRender): void {
  const state = store.getState();
  if (isStale(shown, state)) {
    shown.patch?.bitmap?.close();
    return;
  }
  const before = state.render.shown;
  store.setState({ render: { ...state.render, shown, lastTiming: shown.patch?.timing ?? state.render.lastTiming } });
  before?.patch?.bitmap?.close();
}

async function request(store: EditorStore, engine: EngineClient, render: RenderRequest, as: Pick<ShownRender, 'revision' | 'isSettled'>): Promise<void> {
  try {
    const patch = await engine.render(render);
    if (patch) show(store, { ...as, pictureId: render.pictureId, square: render.square, patch });
  } catch (thrown) {
    const state = store.getState();
    if (state.render.revision !== as.revision) return;
    store.setState({ render: { ...state.render, failedRevision: as.revision } });
    notifyFailure(store, thrown, 'Could not render the edit');
  }
}

/** Renders every state of the document: small and at once, and as large as it is shown when it rests. Older results are dropped. */
export function startRendering(store: EditorStore, engine: EngineClient): () => void {
  let inputs = inputsOf(store.getState());
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the present revision is rendered at in the end; infinite where a larger one would show no more. */
  let settledSidePx = Number.POSITIVE_INFINITY;

  const plan = (revision: number, hasDraft: boolean): void => {
    clearTimeout(timer);
    const state = store.getState();
    const { picture: { open }, document: { face, detail } } = state;
    const edit = currentEdit(state);
    const sidePx = displayedSidePx(state);
    if (!open || !face || !edit || sidePx === undefined) return;
    if (!changesAnything(edit)) {
      show(store, { revision, pictureId: open.pictureId, square: face.square, patch: undefined, isSettled: true });
      return;
    }
    settledSidePx = sidePx;
    const ask = (maxSidePx: number, isSettled: boolean): void => {
      void request(store, engine, { pictureId: open.pictureId, square: face.square, edit, detail, maxSidePx }, { revision, isSettled });
    };
    // What is shown small has no smaller stand-in.
    if (sidePx <= DRAFT_SIDE_PX) {
      ask(sidePx, true);
      return;
    }
    if (hasDraft) ask(DRAFT_SIDE_PX, false);
    timer = setTimeout(() => { ask(sidePx, true); }, REST_MS);
  };

  const begin = (hasDraft: boolean): void => {
    // First, because the new revision is news that the subscriber below hears too.
    settledSidePx = Number.POSITIVE_INFINITY;
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
    } else if ((displayedSidePx(state) ?? 0) > settledSidePx) {
      // Zoomed in: what is painted stays until the finer one is there.
      begin(false);
    }
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
