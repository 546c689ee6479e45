import type { ItemResult } from '../batch/journal.ts';
import type { SerialisedError } from '../core/app-error.ts';
import type { FileEditorOptions } from './file-editor.ts';

/** Main process to worker process. */
export type ToBatchWorker =
  | { readonly type: 'start'; readonly options: FileEditorOptions }
  | { readonly type: 'edit'; readonly ticket: number; readonly sourcePath: string; readonly outputPath: string };

/** Worker process to main process. */
export type FromBatchWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'no-start'; readonly error: SerialisedError }
  | { readonly type: 'edited'; readonly ticket: number; readonly result: ItemResult; readonly peakBytes: number }
  | { readonly type: 'refused'; readonly ticket: number; readonly error: SerialisedError };
