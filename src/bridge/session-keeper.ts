import type { RectPx } from '../core/image.ts';

/** What is known of a kept session without reading it whole. */
export interface SessionHead {
  readonly id: string;
  readonly savedAtMs: number;
  /** Of the picture that was open. */
  readonly pictureId: string;
  readonly name: string;
  /** Undefined until the picture was drawn once. */
  readonly thumbnail: Blob | undefined;
  /** Every picture that its history leads to. */
  readonly pictureIds: readonly string[];
}

/** A picture as it was given. */
export interface KeptPicture {
  readonly name: string;
  readonly blob: Blob;
}

/** A session as it was written, by this version of the app or another one. */
export interface KeptSession {
  readonly head: SessionHead;
  readonly state: unknown;
}

/** A picture as it is shown, and what edits lay over it. */
export interface DrawnPicture {
  readonly preview: ImageBitmap;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly patches: readonly { readonly rect: RectPx; readonly bitmap: ImageBitmap | undefined }[];
}

/** The sessions in this browser's storage. A tab works on one, and one tab at a time on each. */
export interface SessionKeeper {
  /** The latest first. */
  list(): Promise<readonly SessionHead[]>;
  /** What all of them take, pictures for the most part. */
  heldBytes(): Promise<number>;
  load(id: string): Promise<KeptSession | undefined>;
  picture(pictureId: string): Promise<KeptPicture | undefined>;
  /**
   * Writes a session and those of its pictures that are not stored yet: all of it or nothing, even where the page goes meanwhile.
   * Answers which of its pictures are not there all the same: another tab, or a person, removed what this tab had stored.
   * @throws AppError `session-not-kept`, which says why
   */
  put(session: KeptSession, pictures: ReadonlyMap<string, KeptPicture>): Promise<readonly string[]>;
  /** Also removes every picture that no session leads to any more. */
  remove(ids: readonly string[]): Promise<void>;
  /** Takes a session for this tab, and gives up the one it had; false where another tab has it. */
  take(id: string): Promise<boolean>;
  /** Gives up this tab's session. */
  release(): void;
  /** Ids of the sessions that some tab works on. */
  takenIds(): Promise<ReadonlySet<string>>;
  /** The session of this tab, over reloads and crashes; not over the end of the tab. */
  readTabId(): string | undefined;
  writeTabId(id: string | undefined): void;
  drawThumbnail(picture: DrawnPicture): Promise<Blob>;
  /** Hears when the page is hidden or goes: the last moment to write. Returns how to stop. */
  onHide(listener: () => void): () => void;
}
