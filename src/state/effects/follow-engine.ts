import type { EngineClient } from '../../bridge/engine-client.ts';
import { inWords } from '../../text/sentences.ts';
import { saysText } from '../../text/says.ts';
import { notify } from '../commands/notices.ts';
import type { EditorStore } from '../editor-store.ts';

/** Takes over what happens to the engine by itself: a restart, a change of backend. */
export function followEngine(store: EditorStore, engine: EngineClient): () => void {
  return engine.subscribe((event) => {
    if (event.type === 'restarted') {
      notify(store, { kind: 'info', title: saysText().engineRestarted, detail: inWords(event.reason) });
      store.setState((state) => ({ engine: { ...state.engine, epoch: state.engine.epoch + 1 } }));
      return;
    }
    const { loaded } = store.getState().engine;
    if (!loaded) return;
    if (loaded.bundle.backend.kind !== event.backend.kind) {
      notify(store, { kind: 'info', title: saysText().runningOn({ backend: event.backend.kind === 'webgpu' ? 'WebGPU' : 'WebAssembly' }), detail: inWords(event.backend.reason) });
    }
    store.setState((state) => ({ engine: { ...state.engine, loaded: { ...loaded, bundle: { ...loaded.bundle, backend: event.backend } } } }));
  });
}
