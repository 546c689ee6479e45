import { wantedFaces, type FaceKind } from '../../edit/face-framing.ts';
import { modelFor } from '../../edit/picture-kind.ts';
import { saysText } from '../../text/says.ts';
import { worded } from '../../text/model-words.ts';
import { chooseModel, loadModel } from '../commands/load-model.ts';
import { dismissNotice, notify } from '../commands/notices.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { comingManifest, hasFaceSettings } from '../face-selectors.ts';

/** The model in use, else the shipped one on its way. */
function presentModel(state: EditorState): { readonly modelId: string; readonly title: string } | undefined {
  const { loaded, loading } = state.engine;
  const [modelId, title] = [loaded?.modelId ?? loading?.modelId, worded(comingManifest(state))?.title];
  return modelId !== undefined && title !== undefined ? { modelId, title } : undefined;
}

/** Takes the shipped model for a kind of faces into use, for as long as no person chose one. */
export class ModelFitter {
  readonly #editor: Pick<Editor, 'store' | 'engine'>;
  #said: { readonly noticeId: number; readonly pictureId: string; readonly modelId: string } | undefined;

  constructor(editor: Pick<Editor, 'store' | 'engine'>) {
    this.#editor = editor;
  }

  /** True where the app may change the model, and the one in use is for other faces. */
  isUnfit(kind: FaceKind): boolean {
    const state = this.#editor.store.getState();
    const manifest = comingManifest(state);
    return !state.engine.isModelChosen && manifest !== undefined && wantedFaces(manifest) !== kind && modelFor(state.engine.models, kind) !== undefined;
  }

  /** Loads the model for a kind of faces, even in the place of one that is on its way. Aborted, or where it fails, the present one stays. */
  async fit(kind: FaceKind, signal: AbortSignal): Promise<void> {
    const { store } = this.#editor;
    const { models } = store.getState().engine;
    const before = presentModel(store.getState());
    const model = modelFor(models, kind);
    if (!model) return;
    const stop = (): void => {
      const { loaded, loading } = store.getState().engine;
      if (loaded && loading?.modelId === model.id) loading.controller.abort();
    };
    signal.addEventListener('abort', stop);
    await loadModel(this.#editor, model.id);
    signal.removeEventListener('abort', stop);
    // It may have kept the first one from coming.
    const { loaded, loading } = store.getState().engine;
    if (!loaded && !loading && before) await loadModel(this.#editor, before.modelId);
  }

  /** The same, and says in which model the open picture opened by itself, and how to go back to the one before. */
  async fitAloud(kind: FaceKind, signal: AbortSignal): Promise<void> {
    const { store } = this.#editor;
    const { picture: { open } } = store.getState();
    const before = presentModel(store.getState());
    await this.fit(kind, signal);
    const { loaded, isModelChosen } = store.getState().engine;
    if (!open || !before || !loaded || isModelChosen || signal.aborted || loaded.modelId === before.modelId) return;
    const noticeId = notify(store, {
      kind: 'info', title: kind === 'drawn' ? saysText().looksDrawing : saysText().looksPhoto, detail: saysText().soOpened({ title: worded(loaded.bundle.manifest).title }),
      action: { label: saysText().useInstead({ title: before.title }), run: () => { void chooseModel(this.#editor, before.modelId); } },
    });
    this.#said = { noticeId, pictureId: open.pictureId, modelId: loaded.modelId };
  }

  /** Takes back what was said where it is no longer so, or the person has gone on with it: it lies over the picture. */
  check(): void {
    const said = this.#said;
    if (!said) return;
    const state = this.#editor.store.getState();
    const isSo = state.picture.open?.pictureId === said.pictureId && state.engine.loaded?.modelId === said.modelId;
    if (isSo && state.view.page === 'editor' && !state.document.faces.some((face) => hasFaceSettings(state, face))) return;
    this.#said = undefined;
    dismissNotice(this.#editor.store, said.noticeId);
  }
}
