import { temporal, type TemporalState } from 'zundo';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { NOTHING_SAID, type Announcement } from './announcement.ts';
import type { EditDocument } from './edit-document.ts';
import { DEFAULT_PREFERENCES, type Preferences } from './preferences.ts';
import type { Preset } from './presets.ts';
import type { EngineSlice, ModelEntry } from './slices/engine-slice.ts';
import { NO_FACES, type FacesSlice } from './slices/faces-slice.ts';
import type { ModelsSlice } from './slices/models-slice.ts';
import type { NoticesSlice } from './slices/notices-slice.ts';
import type { PictureSlice } from './slices/picture-slice.ts';
import type { RenderSlice } from './slices/render-slice.ts';
import type { SavingSlice } from './slices/saving-slice.ts';
import { NO_SESSION, type SessionSlice } from './slices/session-slice.ts';
import { FIRST_BRUSH, FIRST_COMPARISON, type ViewSlice } from './slices/view-slice.ts';

export interface EditorState {
  readonly engine: EngineSlice;
  readonly models: ModelsSlice;
  readonly picture: PictureSlice;
  readonly document: EditDocument;
  readonly faces: FacesSlice;
  readonly render: RenderSlice;
  readonly view: ViewSlice;
  readonly saving: SavingSlice;
  readonly session: SessionSlice;
  readonly notices: NoticesSlice;
  readonly announcement: Announcement;
  /** A person's own, in their order. */
  readonly presets: readonly Preset[];
  /** Whether the app, the finder and the model in use are kept for when there is no network. */
  readonly offline: { readonly isReady: boolean };
}

/** The part that history keeps. */
export type HistoryState = Pick<EditorState, 'document'>;

export type EditorStore = StoreApi<EditorState> & { readonly temporal: StoreApi<TemporalState<HistoryState>> };

const HISTORY_LIMIT = 300;

function initialState(models: readonly ModelEntry[], preferences: Preferences, presets: readonly Preset[]): EditorState {
  return {
    engine: { models, loading: undefined, loaded: undefined, isModelChosen: false, epoch: 0 },
    models: { stored: [], usage: undefined, problem: undefined, importing: undefined, busy: undefined, exported: undefined },
    picture: { sources: {}, open: undefined, opening: undefined },
    document: { pictureId: undefined, faces: [], detail: 0 },
    faces: NO_FACES,
    render: { revision: 0, shown: undefined, failedRevision: undefined, lastTiming: undefined },
    view: {
      page: 'editor',
      droppedFolder: undefined,
      stage: { widthPx: 1, heightPx: 1, pixelRatio: 1 },
      zoom: { kind: 'fit' },
      compare: FIRST_COMPARISON,
      isFlickerOriginal: false,
      isHoldingOriginal: false,
      isFrameOn: true,
      selectedFaceId: undefined,
      isEditingAll: false,
      isDrawing: false,
      brush: FIRST_BRUSH,
      gesture: undefined,
      dialog: undefined,
      preferences,
    },
    saving: { running: undefined },
    session: NO_SESSION,
    presets,
    notices: { list: [], nextId: 1 },
    announcement: NOTHING_SAID,
    offline: { isReady: false },
  };
}

/** The store of one editor, with the history of its document. */
export function createEditorStore(models: readonly ModelEntry[] = [], preferences: Preferences = DEFAULT_PREFERENCES, presets: readonly Preset[] = []): EditorStore {
  return createStore<EditorState>()(temporal(() => initialState(models, preferences, presets), {
    partialize: ({ document }): HistoryState => ({ document }),
    equality: (past, current) => past.document === current.document,
    limit: HISTORY_LIMIT,
  }));
}
