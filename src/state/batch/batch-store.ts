import { createStore, type StoreApi } from 'zustand/vanilla';
import type { BatchSink } from '../../bridge/batch-sink.ts';
import type { BatchSource } from '../../bridge/batch-source.ts';
import type { KeptPicture } from '../../bridge/session-keeper.ts';
import type { SerialisedError } from '../../core/app-error.ts';
import type { CropDecision } from '../../batch/crop-policy.ts';
import type { JournalRow } from '../../batch/journal.ts';
import type { Pace } from '../../batch/pace.ts';
import type { Recipe } from '../../batch/recipe.ts';

/** What a run that was interrupted needs from the person before it can go on. */
export type Missing = 'permission' | 'source';

export type BatchPhase = 'setup' | 'preparing' | 'running' | 'paused' | 'packing' | 'finished';

/** Everything that the batch view shows. */
export interface BatchState {
  readonly recipe: Recipe | undefined;
  /** The picture that the recipe's reference names, once it was chosen. */
  readonly reference: KeptPicture | undefined;
  readonly source: BatchSource | undefined;
  /** Undefined: a zip. */
  readonly sinkFolder: FileSystemDirectoryHandle | undefined;
  readonly crop: CropDecision | undefined;
  readonly phase: BatchPhase;
  readonly rows: readonly JournalRow[];
  readonly sink: BatchSink | undefined;
  readonly pace: Pace | undefined;
  readonly missing: Missing | undefined;
  /** Name of the source of an interrupted run, to be asked for. */
  readonly sourceName: string;
  readonly zip: File | undefined;
  /** The results were saved, and nothing of them is kept in the browser any more. */
  readonly isForgotten: boolean;
  readonly problem: SerialisedError | undefined;
  /** Index of the row whose before and after are shown. */
  readonly shownRow: number | undefined;
}

export type BatchStore = StoreApi<BatchState>;

export const NOTHING_YET: BatchState = {
  recipe: undefined, reference: undefined, source: undefined, sinkFolder: undefined, crop: undefined, phase: 'setup', rows: [], sink: undefined, pace: undefined,
  missing: undefined, sourceName: '', zip: undefined, isForgotten: false, problem: undefined, shownRow: undefined,
};

export function createBatchStore(): BatchStore {
  return createStore<BatchState>()(() => NOTHING_YET);
}
