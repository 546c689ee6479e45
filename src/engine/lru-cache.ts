/** Least-recently-used cache with a limit in bytes; what falls out is disposed of. */
export class LruCache<T> {
  readonly #entries = new Map<string, { readonly value: T; readonly bytes: number }>();
  readonly #limitBytes: number;
  readonly #dispose: (value: T) => void;
  #usedBytes = 0;

  constructor(limitBytes: number, dispose: (value: T) => void) {
    this.#limitBytes = limitBytes;
    this.#dispose = dispose;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Adds a value; the oldest others go until the limit holds, but the newest always stays. */
  set(key: string, value: T, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#usedBytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#limitBytes || oldest === key) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#usedBytes -= entry.bytes;
    this.#dispose(entry.value);
  }

  /** Drops every entry whose key begins with the prefix; all of them for "". */
  deletePrefix(prefix: string): void {
    for (const key of [...this.#entries.keys()]) if (key.startsWith(prefix)) this.delete(key);
  }
}
