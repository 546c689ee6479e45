import type { StorageUsage } from '../../bridge/model-library.ts';
import type { PlainFailure } from '../plain-words.ts';
import type { Inspection, LibraryProgress, StoredModel } from '../../library/library-protocol.ts';

/** A conversion or copy under way. */
export interface ImportWork {
  readonly progress: LibraryProgress | undefined;
  readonly controller: AbortController;
  /** Asked to stop; what was written is being removed. */
  readonly isCancelling: boolean;
}

/** A file on its way to becoming a stored model. */
export interface ImportJob {
  readonly file: File;
  /** Undefined while the file is being read. */
  readonly inspection: Inspection | undefined;
  readonly work: ImportWork | undefined;
  /** Why the file could not be read, or the last attempt failed. */
  readonly problem: PlainFailure | undefined;
  /** A bundle's zip that is stored now, and waits to be used. */
  readonly stored: StoredModel | undefined;
}

export interface ModelsSlice {
  /** In this browser's storage, by id. */
  readonly stored: readonly StoredModel[];
  readonly usage: StorageUsage | undefined;
  /** Why the storage could not be read. */
  readonly problem: PlainFailure | undefined;
  readonly importing: ImportJob | undefined;
  /** The stored model that is being exported or deleted. */
  readonly busy: { readonly id: string; readonly task: 'export' | 'delete' } | undefined;
  /** A zip that is made and waits for a click: the browser asks where to save only right after one. */
  readonly exported: { readonly id: string; readonly zip: Blob } | undefined;
}
