import type { ModelLibrary, StorageUsage, StoreOptions } from '../../../src/bridge/model-library.ts';
import type { ConversionChoices, Inspection, StoredModel } from '../../../src/library/library-protocol.ts';

/** A piece of work on a file that the test answers when it likes. */
export interface LibraryCall<Result> {
  readonly file: Blob;
  readonly choices: ConversionChoices | undefined;
  readonly options: StoreOptions;
  resolve(result: Result): void;
  reject(thrown: unknown): void;
}

/** A library whose long work the test plays; what is stored is a list. */
export class LibraryDouble implements ModelLibrary {
  readonly inspections: LibraryCall<Inspection>[] = [];
  readonly conversions: LibraryCall<StoredModel>[] = [];
  readonly imports: LibraryCall<StoredModel>[] = [];
  stored: readonly StoredModel[] = [];
  /** Thrown by `list`, as by a browser that forbids storage. */
  listFailure: Error | undefined;
  isDisposed = false;

  list(): Promise<readonly StoredModel[]> { return this.listFailure ? Promise.reject(this.listFailure) : Promise.resolve(this.stored); }
  inspect(file: File): Promise<Inspection> { return ask(this.inspections, file); }
  convert(file: File, choices: ConversionChoices, options?: StoreOptions): Promise<StoredModel> { return this.#store(this.conversions, file, options, choices); }
  importZip(file: Blob, options?: StoreOptions): Promise<StoredModel> { return this.#store(this.imports, file, options); }
  exportZip(id: string): Promise<Blob> { return Promise.resolve(new Blob([`zip of ${id}`])); }
  usage(): Promise<StorageUsage> { return Promise.resolve({ usedBytes: 1000 * this.stored.length, quotaBytes: 1e9, persistent: true }); }
  dispose(): void { this.isDisposed = true; }

  remove(id: string): Promise<void> {
    this.stored = this.stored.filter((model) => model.id !== id);
    return Promise.resolve();
  }

  async #store(calls: LibraryCall<StoredModel>[], file: Blob, options: StoreOptions = {}, choices?: ConversionChoices): Promise<StoredModel> {
    const model = await ask(calls, file, options, choices);
    this.stored = [...this.stored, model];
    return model;
  }
}

function ask<Result>(calls: LibraryCall<Result>[], file: Blob, options: StoreOptions = {}, choices?: ConversionChoices): Promise<Result> {
  return new Promise<Result>((resolve, reject) => {
    options.signal?.addEventListener('abort', () => { reject(new DOMException('Cancelled', 'AbortError')); });
    calls.push({ file, choices, options, resolve, reject: (thrown) => { reject(thrown instanceof Error ? thrown : new Error(String(thrown))); } });
  });
}
