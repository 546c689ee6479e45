import type { OfflineCopy } from '../../bridge/offline-copy.ts';
import { saysText } from '../../text/says.ts';
import { notify } from '../commands/notices.ts';
import type { EditorStore } from '../editor-store.ts';
import { engineState } from '../selectors.ts';

/** The copy is made once nothing has been asked of the app for so long: until then the network belongs to the first edit. */
const CALM_MS = 4000;

/** Makes the app work without a network once it is at rest, keeps the models in use, and says when another version waits. */
export function startKeeping(store: EditorStore, copy: OfflineCopy): () => void {
  let calm: ReturnType<typeof setTimeout> | undefined;
  let state: 'waiting' | 'started' = 'waiting';
  let keptModelId: string | undefined;

  const keepModel = async (): Promise<void> => {
    const { loaded } = store.getState().engine;
    if (!loaded || loaded.modelId === keptModelId) return;
    keptModelId = loaded.modelId;
    const isKept = await copy.keep(loaded.bundle.fetchedUrls);
    store.setState((current) => ({ offline: { isReady: isKept || current.offline.isReady } }));
  };
  // What fails here, on a full disk or without a network, is tried again at the next visit; the app works as before.
  const start = async (): Promise<void> => {
    state = 'started';
    if (await copy.start()) await keepModel();
  };
  const check = (): void => {
    if (state === 'started') { void keepModel().catch(() => undefined); return; }
    if (engineState(store.getState()) !== 'ready') {
      clearTimeout(calm);
      calm = undefined;
    } else calm ??= setTimeout(() => { void start().catch(() => undefined); }, CALM_MS);
  };

  copy.onUpdate((apply) => {
    notify(store, { kind: 'info', title: saysText().newVersion, detail: saysText().takesOver, action: { label: saysText().reloadNow, run: apply } });
  });
  copy.onReplaced((reload) => {
    notify(store, { kind: 'info', title: saysText().otherTabUpdated, detail: saysText().partsGone, action: { label: saysText().reloadNow, run: reload } });
  });
  const unsubscribe = store.subscribe(check);
  check();
  return () => {
    unsubscribe();
    clearTimeout(calm);
  };
}
