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

/** Some of a folder's pictures as a recipe makes them, to be looked at before the run; nothing of it is kept. */
export interface Trial {
  readonly source: BatchSource;
  readonly recipe: Recipe;
  readonly rows: readonly JournalRow[];
  readonly sink: BatchSink;
}

export type BatchPhase = 'setup' | 'trying' | 'preparing' | 'running' | 'paused' | 'packing' | 'finished';

/** Everything that the batch view shows. */
export interface BatchState {
  readonly recipe: Recipe | undefined;
  /** The picture that the recipe's reference names, once it was chosen. */
  readonly reference: KeptPicture | undefined;
  /** A person chose the recipe's model, in the editor or here: no folder changes it. */
  readonly isModelChosen: boolean;
  /** Why the recipe's model is what it is, and the recipe of before, where the folder's pictures changed it. */
  readonly proposedModel: { readonly reason: string; readonly before: { readonly recipe: Recipe; readonly title: string } } | undefined;
  /** True while the folder's first pictures are looked at. */
  readonly isLookingAtFolder: boolean;
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
  readonly trial: Trial | undefined;
  /** Index of the row whose before and after are shown. */
  readonly shownRow: number | undefined;
}

export type BatchStore = StoreApi<BatchState>;

export const NOTHING_YET: BatchState = {
  recipe: undefined, reference: undefined, isModelChosen: false, proposedModel: undefined, isLookingAtFolder: false, source: undefined, sinkFolder: undefined, crop: undefined, phase: 'setup', rows: [], sink: undefined, pace: undefined,
  missing: undefined, sourceName: '', zip: undefined, isForgotten: false, problem: undefined, shownRow: undefined, trial: undefined,
};

/** The rows that are shown, and where their pictures lie: the run's, before it those of a trial of the present folder. */
export function shownFiles({ rows, source, sink, trial }: BatchState): { readonly rows: readonly JournalRow[]; readonly source: BatchSource | undefined; readonly sink: BatchSink | undefined; readonly isTrial: boolean } {
  const isTrial = rows.length === 0 && trial !== undefined && trial.source === source;
  return isTrial ? { rows: trial.rows, source, sink: trial.sink, isTrial } : { rows, source, sink, isTrial };
}

export function createBatchStore(): BatchStore {
  return createStore<BatchState>()(() => NOTHING_YET);
}
