import { AppError, deserialiseError } from '../core/app-error.ts';
import type { ConversionChoices, FromLibrary, LibraryCallName, LibraryCalls, ToLibrary } from '../engine/convert-protocol.ts';
import ConvertWorker from '../engine/convert-worker.ts?worker';
import type { ModelLibrary, StorageUsage, StoreOptions } from './model-library.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';

export interface ModelLibraryOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
}

interface Pending {
  readonly options: StoreOptions;
  readonly resolve: (value: LibraryCalls[LibraryCallName][1]) => void;
  readonly reject: (thrown: Error) => void;
}

/** The client of the model library; its worker lives only while there is work, and its memory with it. */
export function createModelLibrary(options: ModelLibraryOptions = {}): ModelLibrary {
  return new Library(options);
}

class Library implements ModelLibrary {
  readonly #spawn: (name: string) => Worker;
  readonly #pending = new Map<number, Pending>();
  #link: WorkerLink<ToLibrary> | undefined;
  #nextId = 0;

  constructor({ spawn = (name) => new ConvertWorker({ name }) }: ModelLibraryOptions) {
    this.#spawn = spawn;
  }

  list(): Promise<LibraryCalls['list'][1]> {
    return this.#call('list', undefined);
  }

  inspect(file: File): Promise<LibraryCalls['inspect'][1]> {
    return this.#call('inspect', { file });
  }

  async convert(file: File, choices: ConversionChoices, options?: StoreOptions): Promise<LibraryCalls['convert'][1]> {
    askToPersist();
    return this.#call('convert', { file, choices }, options);
  }

  async importZip(file: Blob, options?: StoreOptions): Promise<LibraryCalls['importZip'][1]> {
    askToPersist();
    return this.#call('importZip', { file }, options);
  }

  exportZip(id: string): Promise<Blob> {
    return this.#call('exportZip', { id });
  }

  async remove(id: string): Promise<void> {
    await this.#call('remove', { id });
  }

  async usage(): Promise<StorageUsage> {
    const [{ usage = 0, quota = 0 }, persistent] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
    return { usedBytes: usage, quotaBytes: quota, persistent };
  }

  dispose(): void {
    this.#fail(new AppError({ code: 'library-disposed', message: 'Expected a running model library but it was shut down.' }));
  }

  #call<K extends LibraryCallName>(name: K, payload: LibraryCalls[K][0], options: StoreOptions = {}): Promise<LibraryCalls[K][1]> {
    return new Promise<LibraryCalls[K][1]>((resolve, reject) => {
      options.signal?.throwIfAborted();
      const id = this.#nextId++;
      this.#pending.set(id, { options, resolve, reject });
      this.#link ??= this.#start();
      this.#link.post({ type: 'call', id, name, payload });
      options.signal?.addEventListener('abort', () => { if (this.#pending.has(id)) this.#link?.post({ type: 'cancel', id }); }, { once: true });
    });
  }

  #start(): WorkerLink<ToLibrary> {
    return linkWorker<ToLibrary, FromLibrary>('converter', this.#spawn, {
      onMessage: (message) => { this.#receive(message); },
      onDeath: (error) => { this.#fail(error); },
    });
  }

  #receive(message: FromLibrary): void {
    if (message.type === 'ready') return;
    const call = this.#pending.get(message.id);
    if (message.type === 'progress') { call?.options.onProgress?.(message.progress); return; }
    this.#pending.delete(message.id);
    if (message.type === 'result') call?.resolve(message.value);
    else call?.reject(message.type === 'error' ? deserialiseError(message.error) : new DOMException('Cancelled', 'AbortError'));
    if (this.#pending.size === 0) this.#end();
  }

  /** The next call starts a new worker, which removes what this one left half done. */
  #fail(error: AppError): void {
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    this.#end();
    for (const call of calls) call.reject(error);
  }

  #end(): void {
    this.#link?.end();
    this.#link = undefined;
  }
}

/** Without it the browser may clear the models when the disk runs low. Some browsers ask the person, so nothing waits for it. */
function askToPersist(): void {
  void navigator.storage.persisted().then((persisted) => persisted || navigator.storage.persist());
}
