import type { EngineClient } from '../../bridge/engine-client.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { EditorStore } from '../editor-store.ts';
import { isSameInput, wantedAnalysis } from '../selectors.ts';
import type { AnalysisInput } from '../slices/face-slice.ts';

/** A square that is nudged by keys is analysed once it rests. */
const REST_MS = 160;

/** Analyses the face anew whenever picture, square or bundle change; while the square is dragged it waits. */
export function startAnalysis(store: EditorStore, engine: EngineClient): () => void {
  let asked: AnalysisInput | undefined;
  let controller: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const stop = (): void => {
    clearTimeout(timer);
    controller?.abort();
    controller = undefined;
  };

  const run = async (input: AnalysisInput): Promise<void> => {
    const mine = new AbortController();
    controller = mine;
    try {
      const { logits } = await engine.analyseFace(input.pictureId, input.square, { signal: mine.signal });
      if (controller === mine) store.setState({ face: { analysis: { input, logits }, failedInput: undefined } });
    } catch (thrown) {
      if (controller !== mine) return;
      store.setState(({ face }) => ({ face: { ...face, failedInput: input } }));
      notifyFailure(store, thrown, 'Could not read the face');
    }
  };

  const check = (): void => {
    const state = store.getState();
    if (state.view.gesture === 'square') return;
    const wanted = wantedAnalysis(state);
    if (isSameInput(wanted, asked)) return;
    const isNudge = wanted !== undefined && asked !== undefined
      && wanted.pictureId === asked.pictureId && wanted.manifest === asked.manifest && wanted.epoch === asked.epoch;
    stop();
    asked = wanted;
    if (!wanted) return;
    if (isNudge) timer = setTimeout(() => { void run(wanted); }, REST_MS);
    else void run(wanted);
  };

  const unsubscribe = store.subscribe(check);
  return () => {
    unsubscribe();
    stop();
  };
}
