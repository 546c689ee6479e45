/** A folder in memory with as much of the browser's handles as the batch uses. */
export class MemoryFolder {
  readonly kind = 'directory';
  readonly name: string;
  readonly entriesByName = new Map<string, MemoryFolder | MemoryFile>();
  /** Thrown by whatever is asked of it, as by a folder that is gone. */
  failure: DOMException | undefined;
  /** Thrown when a file's writing is to be finished. */
  writeFailure: DOMException | undefined;
  readonly #parent: MemoryFolder | undefined;

  constructor(name: string, parent?: MemoryFolder) {
    this.name = name;
    this.#parent = parent;
  }

  /** As the browser's own type. */
  get handle(): FileSystemDirectoryHandle { return this as unknown as FileSystemDirectoryHandle; }

  root(): MemoryFolder { return this.#parent?.root() ?? this; }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<MemoryFolder> {
    return this.#get(name, MemoryFolder, create ? () => new MemoryFolder(name, this) : undefined);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<MemoryFile> {
    return this.#get(name, MemoryFile, create ? () => new MemoryFile(name, this) : undefined);
  }

  async removeEntry(name: string): Promise<void> {
    if (!this.entriesByName.delete(name)) throw new DOMException('not there', 'NotFoundError');
    return Promise.resolve();
  }

  async isSameEntry(other: unknown): Promise<boolean> { return Promise.resolve(other === this); }

  /** Names from here down to another entry; null where it is not below. */
  async resolve(other: unknown): Promise<string[] | null> {
    if (other === this) return [];
    for (const [name, entry] of this.entriesByName) {
      const below = entry instanceof MemoryFolder ? await entry.resolve(other) : null;
      if (below) return [name, ...below];
    }
    return Promise.resolve(null);
  }

  async* entries(): AsyncGenerator<[string, MemoryFolder | MemoryFile]> {
    yield* await Promise.resolve([...this.entriesByName]);
  }

  /** Text of every file below, by path. */
  async texts(prefix = ''): Promise<Record<string, string>> {
    const all: Record<string, string> = {};
    for (const [name, entry] of this.entriesByName) {
      if (entry instanceof MemoryFolder) Object.assign(all, await entry.texts(`${prefix}${name}/`));
      else all[prefix + name] = await entry.blob.text();
    }
    return all;
  }

  async #get<T extends MemoryFolder | MemoryFile>(name: string, type: abstract new (...args: never[]) => T, make: (() => T) | undefined): Promise<T> {
    const { failure } = this.root();
    if (failure) throw failure;
    const found = this.entriesByName.get(name);
    if (found instanceof type) return Promise.resolve(found);
    if (found) throw new DOMException('of the other kind', 'TypeMismatchError');
    if (!make) throw new DOMException('not there', 'NotFoundError');
    const made = make();
    this.entriesByName.set(name, made);
    return made;
  }
}

/** A file in memory; a writing replaces it whole when it is closed. */
export class MemoryFile {
  readonly kind = 'file';
  readonly name: string;
  blob = new Blob();
  readonly #folder: MemoryFolder;

  constructor(name: string, folder: MemoryFolder) {
    this.name = name;
    this.#folder = folder;
  }

  getFile(): Promise<File> {
    return Promise.resolve(new File([this.blob], this.name, { lastModified: 0 }));
  }

  createWritable(): Promise<WritableStream<Uint8Array<ArrayBuffer>>> {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    return Promise.resolve(new WritableStream({
      write: (part) => { parts.push(part); },
      close: () => {
        const { writeFailure } = this.#folder.root();
        if (writeFailure) throw writeFailure;
        this.blob = new Blob(parts);
      },
    }));
  }
}
