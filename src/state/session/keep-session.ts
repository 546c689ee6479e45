import type { SessionKeeper } from '../../bridge/session-keeper.ts';
import { saysText } from '../../text/says.ts';
import { failureOf, notify } from '../commands/notices.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { engineState } from '../selectors.ts';
import type { SessionSlice } from '../slices/session-slice.ts';
import { sessionInputs, sessionOf } from './session-state.ts';

/** A session that rests this long is written. */
const REST_MS = 300;
/** One that never rests is written this often. */
const LONGEST_MS = 2000;
/** Sessions that are kept; the oldest go first, but none that a tab works on. */
export const MOST_SESSIONS = 6;

export function setSession(store: EditorStore, change: Partial<SessionSlice>): void {
  store.setState(({ session }) => ({ session: { ...session, ...change } }));
}

function hasSomethingToKeep({ picture: { open }, document, view, session }: EditorState): boolean {
  return view.preferences.keepsSessions && open !== undefined && open.pictureId === document.pictureId && !session.isReturning;
}

/** Removes the oldest sessions, and pictures that none leads to. */
async function tidy(keeper: SessionKeeper): Promise<void> {
  const [heads, taken] = await Promise.all([keeper.list(), keeper.takenIds()]);
  await keeper.remove(heads.slice(MOST_SESSIONS).map(({ id }) => id).filter((id) => !taken.has(id)));
}

/** Writes one editor's session, and knows which of its pictures are stored. */
class SessionWriter {
  readonly #store: EditorStore;
  readonly #keeper: SessionKeeper;
  #thumbnail: { readonly pictureId: string; readonly of: unknown; readonly blob: Blob } | undefined;
  #writing: Promise<void> | undefined;
  #isDirty = false;

  constructor(store: EditorStore, keeper: SessionKeeper) {
    this.#store = store;
    this.#keeper = keeper;
  }

  /** One write at a time: what changes meanwhile is written next. */
  write(): Promise<void> {
    this.#isDirty = true;
    return this.#writing ??= this.#writeAll().finally(() => { this.#writing = undefined; });
  }

  get isWriting(): boolean {
    return this.#writing !== undefined;
  }

  /** The page goes: nothing can be waited for. */
  writeNow(): void {
    const { id } = this.#store.getState().session;
    if (id !== undefined && hasSomethingToKeep(this.#store.getState())) void this.#put(id);
  }

  async #writeAll(): Promise<void> {
    while (this.#isDirty) {
      this.#isDirty = false;
      if (!hasSomethingToKeep(this.#store.getState())) return;
      await this.#draw();
      const id = await this.#ownId().catch(() => undefined);
      if (id !== undefined) await this.#put(id);
    }
  }

  async #ownId(): Promise<string> {
    const { id = crypto.randomUUID() } = this.#store.getState().session;
    await this.#keeper.take(id);
    if (this.#store.getState().session.id === undefined) {
      this.#keeper.writeTabId(id);
      setSession(this.#store, { id, keptPictureIds: new Set() });
    }
    return id;
  }

  async #put(id: string): Promise<void> {
    const { picture: { sources }, session: { keptPictureIds } } = this.#store.getState();
    const session = sessionOf(this.#store, id, this.#thumbnail?.blob, Date.now());
    if (!session) return;
    const { pictureIds } = session.head;
    const isNewPicture = pictureIds.length !== keptPictureIds.size || pictureIds.some((each) => !keptPictureIds.has(each));
    try {
      const missing = await this.#keeper.put(session, new Map(pictureIds.flatMap((each) => (keptPictureIds.has(each) ? [] : [[each, sources[each]!] as const]))));
      if (this.#store.getState().session.id !== id) return;
      setSession(this.#store, { keptPictureIds: new Set(pictureIds.filter((each) => !missing.includes(each))), problem: undefined });
      // A session without its pictures brings nothing back: they are written once more.
      if (missing.some((each) => keptPictureIds.has(each))) this.#isDirty = true;
      if (isNewPicture) await tidy(this.#keeper);
    } catch (thrown) {
      this.#say(failureOf(thrown).text);
    }
  }

  /** Once, and until it is dismissed: the editor goes on, and every later change tries again. */
  #say(problem: string): void {
    if (this.#store.getState().session.problem === undefined) notify(this.#store, { kind: 'error', title: saysText().notKept, detail: problem });
    setSession(this.#store, { problem });
  }

  async #draw(): Promise<void> {
    const state = this.#store.getState();
    const { picture: { open }, render: { shown } } = state;
    if (!open || this.#thumbnail?.of === (shown?.patches ?? open)) return;
    // Another one follows when it is settled.
    if (this.#thumbnail?.pictureId === open.pictureId && engineState(state) === 'busy') return;
    const patches = shown?.pictureId === open.pictureId ? shown.patches.map(({ patch }) => patch) : [];
    const blob = await this.#keeper.drawThumbnail({ ...open, patches }).catch(() => undefined);
    if (blob) this.#thumbnail = { pictureId: open.pictureId, of: shown?.patches ?? open, blob };
  }
}

/** Keeps the session in the browser's storage, for as long as the person wants it. */
export function startKeeping(store: EditorStore, keeper: SessionKeeper): () => void {
  const writer = new SessionWriter(store, keeper);
  let inputs: readonly unknown[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dirtySinceMs: number | undefined;

  const write = (): void => {
    clearTimeout(timer);
    dirtySinceMs = undefined;
    void writer.write();
  };
  const check = (): void => {
    const state = store.getState();
    const now = [...sessionInputs(state), state.view.preferences.keepsSessions, state.session.id];
    if (now.every((input, i) => input === inputs[i])) return;
    inputs = now;
    if (!state.view.preferences.keepsSessions && state.session.id !== undefined) {
      keeper.release();
      keeper.writeTabId(undefined);
      setSession(store, { id: undefined, keptPictureIds: new Set() });
      return;
    }
    if (!hasSomethingToKeep(state)) return;
    const nowMs = performance.now();
    dirtySinceMs ??= nowMs;
    clearTimeout(timer);
    timer = setTimeout(write, Math.max(0, Math.min(REST_MS, dirtySinceMs + LONGEST_MS - nowMs)));
  };
  const stops = [
    store.subscribe(check),
    keeper.onHide(() => { if (dirtySinceMs !== undefined || writer.isWriting) writer.writeNow(); }),
    () => { clearTimeout(timer); },
  ];
  return () => { for (const stop of stops) stop(); };
}
