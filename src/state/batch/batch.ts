import { createClaim, type Claim } from '../../bridge/claim.ts';
import { createBatchJournal, type BatchJournal } from '../../bridge/batch-journal.ts';
import { canPickFolders } from '../../bridge/batch-source.ts';
import { createEngineClient } from '../../bridge/create-engine-client.ts';
import { createPictureCodec } from '../../bridge/create-picture-codec.ts';
import type { EngineClient } from '../../bridge/engine-client.ts';
import type { FaceFinderClient } from '../../bridge/face-finder.ts';
import type { KeptPicture } from '../../bridge/session-keeper.ts';
import type { PictureCodec } from '../../bridge/picture-codec.ts';
import type { CropDecision } from '../../batch/crop-policy.ts';
import type { ItemResult, JournalRow } from '../../batch/journal.ts';
import type { Recipe } from '../../batch/recipe.ts';
import type { PreferenceStore } from '../preferences.ts';
import { createBatchStore, type BatchStore } from './batch-store.ts';

/** What the journal keeps of a run beside its rows. */
export interface RunHead {
  readonly recipe: Recipe;
  /** The picture that the recipe's reference names: a run that goes on after a reload needs it. */
  readonly reference?: KeptPicture | undefined;
  readonly crop: CropDecision;
  readonly sourceName: string;
  readonly sourceHandle?: FileSystemDirectoryHandle | undefined;
  /** Undefined: staged for a zip. */
  readonly sinkHandle?: FileSystemDirectoryHandle | undefined;
}

/** A row as the journal keeps it. One that is running was about to be written, and `pending` is what came of it. */
export interface StoredRow extends JournalRow {
  readonly pending?: ItemResult;
}

/** What a run works with; the workers start with it and end with it. */
export interface BatchWorkers {
  readonly engine: EngineClient;
  readonly codec: PictureCodec;
  readonly finder: FaceFinderClient;
}

/** Ends the workers of a run, or of a trial. */
export function endWorkers({ engine, codec, finder }: BatchWorkers): void {
  engine.dispose();
  codec.dispose();
  finder.dispose();
}

/** The batch of one page. Commands take it as their first argument. */
export interface Batch {
  readonly store: BatchStore;
  readonly journal: BatchJournal<RunHead, StoredRow>;
  /** Taken before journal or staging are touched, and given up when they are empty again. */
  readonly claim: Claim;
  /** Whether this browser lets a page have a folder. */
  readonly canPickFolders: boolean;
  startWorkers(): BatchWorkers;
  /** One that looks at a folder's first pictures, before there is a run. */
  readonly createFinder: () => FaceFinderClient;
  /** Remembers how long files took. */
  readonly paceStore: PreferenceStore | undefined;
  /** The run under way. */
  run: { readonly stop: AbortController; isPaused: boolean } | undefined;
}

/** Makes the batch of a page; nothing is started until there is work. */
export function createBatch(createFinder: () => FaceFinderClient, paceStore?: PreferenceStore): Batch {
  return {
    store: createBatchStore(),
    journal: createBatchJournal(),
    claim: createClaim('mien-batch-run'),
    canPickFolders: canPickFolders(),
    startWorkers: () => ({ engine: createEngineClient(), codec: createPictureCodec(), finder: createFinder() }),
    createFinder,
    paceStore,
    run: undefined,
  };
}
