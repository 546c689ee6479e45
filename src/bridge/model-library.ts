import type { ConversionChoices, Inspection, LibraryProgress, StoredModel } from '../library/library-protocol.ts';

export interface StoreOptions {
  /** Aborting rejects with an AbortError once nothing of the work is left in storage. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: LibraryProgress) => void;
}

export interface StorageUsage {
  readonly usedBytes: number;
  readonly quotaBytes: number;
  /** False while the browser may clear the models when the disk runs low. */
  readonly persistent: boolean;
}

/** The models in this browser's storage, and how files become such: typed client of the conversion worker. */
export interface ModelLibrary {
  /** Those that finished; load one with `{ source: { storedId: id } }`. */
  list(): Promise<readonly StoredModel[]>;
  /** What a dropped file holds, by its content: a checkpoint to convert, or a bundle's zip to import. */
  inspect(file: File): Promise<Inspection>;
  /** @throws AppError `storage-full`, `bundle-exists`, `domain-count`, `converter-crashed` and the checkpoint reader's codes */
  convert(file: File, choices: ConversionChoices, options?: StoreOptions): Promise<StoredModel>;
  /** @throws AppError `bundle-zip-*`, `bundle-hash-mismatch`, `manifest-invalid`, `bundle-exists`, `storage-full` */
  importZip(file: Blob, options?: StoreOptions): Promise<StoredModel>;
  exportZip(id: string): Promise<Blob>;
  remove(id: string): Promise<void>;
  usage(): Promise<StorageUsage>;
  dispose(): void;
}
