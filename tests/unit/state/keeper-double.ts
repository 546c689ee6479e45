import type { KeptPicture, KeptSession, SessionHead, SessionKeeper } from '../../../src/bridge/session-keeper.ts';

/** What all tabs of one browser share. */
export class SessionStorageDouble {
  readonly sessions = new Map<string, KeptSession>();
  readonly pictures = new Map<string, KeptPicture>();
  readonly owners = new Map<string, KeeperDouble>();
  /** Thrown by every write, as by storage that is full. */
  failure: Error | undefined;
}

/** Keeps sessions in memory, copied as the browser would; a tab is a keeper, and a reload is another keeper with the same tab id. */
export class KeeperDouble implements SessionKeeper {
  readonly storage: SessionStorageDouble;
  tabId: string | undefined;
  puts = 0;
  readonly #onHide = new Set<() => void>();

  constructor(storage = new SessionStorageDouble(), tabId?: string) {
    this.storage = storage;
    this.tabId = tabId;
  }

  list(): Promise<readonly SessionHead[]> {
    return Promise.resolve([...this.storage.sessions.values()].map(({ head }) => head).sort((a, b) => b.savedAtMs - a.savedAtMs));
  }
  heldBytes(): Promise<number> { return Promise.resolve([...this.storage.pictures.values()].reduce((sum, { blob }) => sum + blob.size, 0)); }
  load(id: string): Promise<KeptSession | undefined> { return Promise.resolve(this.storage.sessions.get(id)); }
  picture(pictureId: string): Promise<KeptPicture | undefined> { return Promise.resolve(this.storage.pictures.get(pictureId)); }

  put({ head, state }: KeptSession, pictures: ReadonlyMap<string, KeptPicture>): Promise<readonly string[]> {
    this.puts++;
    if (this.storage.failure) return Promise.reject(this.storage.failure);
    this.storage.sessions.set(head.id, { head, state: structuredClone(state) });
    for (const [id, picture] of pictures) this.storage.pictures.set(id, picture);
    return Promise.resolve(head.pictureIds.filter((each) => !this.storage.pictures.has(each)));
  }

  remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.storage.sessions.delete(id);
    const used = new Set([...this.storage.sessions.values()].flatMap(({ head }) => head.pictureIds));
    for (const id of [...this.storage.pictures.keys()]) if (!used.has(id)) this.storage.pictures.delete(id);
    return Promise.resolve();
  }

  take(id: string): Promise<boolean> {
    const owner = this.storage.owners.get(id);
    if (owner && owner !== this) return Promise.resolve(false);
    this.release();
    this.storage.owners.set(id, this);
    return Promise.resolve(true);
  }

  release(): void { for (const [id, owner] of this.storage.owners) if (owner === this) this.storage.owners.delete(id); }
  takenIds(): Promise<ReadonlySet<string>> { return Promise.resolve(new Set(this.storage.owners.keys())); }
  readTabId(): string | undefined { return this.tabId; }
  writeTabId(id: string | undefined): void { this.tabId = id; }
  drawThumbnail(): Promise<Blob> { return Promise.resolve(new Blob(['thumbnail'])); }
  onHide(listener: () => void): () => void { this.#onHide.add(listener); return () => { this.#onHide.delete(listener); }; }
  hide(): void { for (const listener of this.#onHide) listener(); }
}
