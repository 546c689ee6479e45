import type { EngineClient } from '../bridge/engine-client.ts';
import type { FaceFinderClient } from '../bridge/face-finder.ts';
import type { ModelLibrary } from '../bridge/model-library.ts';
import type { SessionKeeper } from '../bridge/session-keeper.ts';
import { startAnalysis } from './effects/analyse-faces.ts';
import { startAnnouncing } from './effects/announce.ts';
import { startFinding } from './effects/find-faces.ts';
import { followEngine } from './effects/follow-engine.ts';
import { startReadingReferences } from './effects/read-references.ts';
import { startRendering } from './effects/render-document.ts';
import { createEditorStore, type EditorStore } from './editor-store.ts';
import { createHistory, type History } from './history.ts';
import { readPreferences, type PreferenceStore } from './preferences.ts';
import { readPresets } from './presets.ts';
import { startKeeping } from './session/keep-session.ts';
import type { ModelEntry } from './slices/engine-slice.ts';

/** One editor: its state, its history, the engine that serves it, and the models and sessions in storage. Commands take it as their first argument. */
export interface Editor {
  readonly store: EditorStore;
  readonly history: History;
  readonly engine: EngineClient;
  readonly library: ModelLibrary;
  readonly finder: FaceFinderClient;
  readonly keeper: SessionKeeper;
  readonly preferenceStore: PreferenceStore | undefined;
  dispose(): void;
}

/** What an editor works with. */
export interface EditorParts {
  readonly engine: EngineClient;
  readonly library: ModelLibrary;
  readonly finder: FaceFinderClient;
  readonly keeper: SessionKeeper;
}

export interface EditorOptions {
  readonly models?: readonly ModelEntry[];
  readonly preferenceStore?: PreferenceStore | undefined;
}

/** Makes the store and starts the effects that keep the engine in step with it. */
export function createEditor({ engine, library, finder, keeper }: EditorParts, { models = [], preferenceStore }: EditorOptions = {}): Editor {
  const store = createEditorStore(models, readPreferences(preferenceStore), readPresets(preferenceStore));
  const history = createHistory(store);
  const stops = [followEngine(store, engine), startFinding(store, history, finder), startAnalysis(store, engine), startReadingReferences(store, engine), startRendering(store, engine), startKeeping(store, keeper), startAnnouncing(store)];
  return {
    store,
    history,
    engine,
    library,
    finder,
    keeper,
    preferenceStore,
    dispose() {
      for (const stop of stops) stop();
      engine.dispose();
      library.dispose();
      finder.dispose();
    },
  };
}
