import { changesAnything, type EngineClient, type RenderRequest } from '../../bridge/engine-client.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { currentEdit } from '../selectors.ts';
import type { ShownRender } from '../slices/render-slice.ts';

/** Longer side of the patch that stands in while a person drags: larger ones spend more time on compositing than on the decoder. */
export const DRAFT_SIDE_PX = 384;
/** Longer side of a settled patch: as much as a preview shows. */
export const SETTLED_SIDE_PX = 2048;
/** A document that rests this long is rendered at full size. */
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

/** Renders every state of the document: small and at once, and at full size when it rests. Older results are dropped. */
export function startRendering(store: EditorStore, engine: EngineClient): () => void {
  let inputs = inputsOf(store.getState());
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = (revision: number): void => {
    clearTimeout(timer);
    const state = store.getState();
    const { picture: { open }, document: { face, mode }, view } = state;
    const edit = currentEdit(state);
    if (!open || !face || !edit || view.gesture === 'square') return;
    if (!changesAnything(edit)) {
      show(store, { revision, pictureId: open.pictureId, square: face.square, patch: undefined, isSettled: true });
      return;
    }
    const ask = (maxSidePx: number, isSettled: boolean): void => {
      void request(store, engine, { pictureId: open.pictureId, square: face.square, edit, mode, maxSidePx }, { revision, isSettled });
    };
    // A small face has no smaller stand-in.
    if (face.square.sidePx <= DRAFT_SIDE_PX) {
      ask(SETTLED_SIDE_PX, true);
      return;
    }
    ask(DRAFT_SIDE_PX, false);
    timer = setTimeout(() => { ask(SETTLED_SIDE_PX, true); }, REST_MS);
  };

  const unsubscribe = store.subscribe(() => {
    const state = store.getState();
    const now = inputsOf(state);
    if (now.every((input, i) => input === inputs[i])) return;
    inputs = now;
    const revision = state.render.revision + 1;
    store.setState({ render: { ...state.render, revision } });
    plan(revision);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
