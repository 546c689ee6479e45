import type { EngineClient } from '../../bridge/engine-client.ts';
import { saysText } from '../../text/says.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { FaceDocument } from '../edit-document.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { awaitsAnalysis, isSameInput, selectedFace, wantedAnalysis } from '../face-selectors.ts';
import type { AnalysisInput } from '../slices/faces-slice.ts';

/** A square that is nudged by keys is analysed once it rests. */
const REST_MS = 160;

/** The faces to analyse, the selected one first; one that is being dragged has to wait. */
function waiting(state: EditorState): readonly FaceDocument[] {
  const selected = selectedFace(state);
  const isHeld = state.view.gesture === 'square';
  return [...(selected && !isHeld ? [selected] : []), ...state.document.faces.filter((face) => face !== selected)]
    .filter((face) => awaitsAnalysis(state, face));
}

/** Knows of every square how long it has been lying where it does. */
class RestWatch {
  readonly #seen = new Map<string, { readonly input: AnalysisInput; readonly restsFromMs: number }>();

  /** How much longer a face has to rest; one that was not nudged need not. */
  remainingMs(faceId: string, input: AnalysisInput): number {
    const nowMs = performance.now();
    const before = this.#seen.get(faceId);
    if (before && isSameInput(before.input, input)) return before.restsFromMs - nowMs;
    const isNudge = before?.input.pictureId === input.pictureId && before.input.manifest === input.manifest && before.input.epoch === input.epoch;
    this.#seen.set(faceId, { input, restsFromMs: isNudge ? nowMs + REST_MS : nowMs });
    return isNudge ? REST_MS : 0;
  }
}

/** Analyses every face whose square, picture or bundle changed, one after the other. */
export function startAnalysis(store: EditorStore, engine: EngineClient): () => void {
  let running: { readonly faceId: string; readonly input: AnalysisInput; readonly controller: AbortController } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rests = new RestWatch();

  const run = async (faceId: string, input: AnalysisInput): Promise<void> => {
    const mine = { faceId, input, controller: new AbortController() };
    running = mine;
    try {
      const { logits } = await engine.analyseFace(input.pictureId, input.square, { signal: mine.controller.signal });
      if (running !== mine) return;
      running = undefined;
      store.setState(({ faces }) => ({ faces: { ...faces, analyses: { ...faces.analyses, [faceId]: { input, logits } } } }));
    } catch (thrown) {
      if (running !== mine) return;
      running = undefined;
      store.setState(({ faces }) => ({ faces: { ...faces, failedInputs: { ...faces.failedInputs, [faceId]: input } } }));
      notifyFailure(store, thrown, saysText().notRead);
    }
  };

  const stop = (): void => {
    clearTimeout(timer);
    running?.controller.abort();
    running = undefined;
  };

  const check = (): void => {
    const state = store.getState();
    const faces = waiting(state);
    if (running) {
      const { faceId, input } = running;
      const face = state.document.faces.find(({ id }) => id === faceId);
      if (face && isSameInput(wantedAnalysis(state, face), input)) return;
    }
    stop();
    let soonestMs = Number.POSITIVE_INFINITY;
    for (const face of faces) {
      const input = wantedAnalysis(state, face);
      if (!input) return;
      const remainingMs = rests.remainingMs(face.id, input);
      if (remainingMs <= 0) {
        void run(face.id, input);
        return;
      }
      soonestMs = Math.min(soonestMs, remainingMs);
    }
    if (Number.isFinite(soonestMs)) timer = setTimeout(check, soonestMs);
  };

  const unsubscribe = store.subscribe(check);
  return () => {
    unsubscribe();
    stop();
  };
}
