import type { KeptSession } from '../../bridge/session-keeper.ts';
import { AppError } from '../../core/app-error.ts';
import { loadPart } from '../../core/part.ts';
import { saysText } from '../../text/says.ts';
import type { EditDocument } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { modelChoices } from '../model-choices.ts';
import { setSession } from '../session/keep-session.ts';
import type { SessionState } from '../session/session-state.ts';
import type { PictureSource } from '../slices/picture-slice.ts';
import { loadModel } from './load-model.ts';
import { notify, notifyFailure } from './notices.ts';
import { setPreferences } from './preferences.ts';
import { bringPicture } from './show-picture.ts';
import { showDialog } from './view.ts';

/** Reads anew which sessions are kept, and how much they take. */
export async function refreshRecent({ store, keeper }: Editor): Promise<void> {
  try {
    const [heads, taken, heldBytes] = await Promise.all([keeper.list(), keeper.takenIds(), keeper.heldBytes()]);
    const { id: mine } = store.getState().session;
    setSession(store, { recent: heads.filter(({ id }) => id !== mine).map((head) => ({ ...head, ageMs: Date.now() - head.savedAtMs, isOpenElsewhere: taken.has(head.id) })), heldBytes });
  } catch {
    // Said where it matters: when there is something to keep.
    setSession(store, { recent: [], heldBytes: 0 });
  }
}

/** Goes on with a kept session in this tab; one that another tab works on is copied. */
export async function openRecent(editor: Editor, id: string): Promise<void> {
  const { store, keeper } = editor;
  const { id: before } = store.getState().session;
  showDialog(editor, undefined);
  try {
    const kept = await keeper.load(id);
    if (!kept) throw pictureGone();
    const isMine = !(await keeper.takenIds()).has(id) && await keeper.take(id);
    const ownId = isMine ? id : crypto.randomUUID();
    if (!isMine) await keeper.take(ownId);
    const session = await readState(kept);
    if (await bringBack(editor, kept, session, ownId)) {
      keeper.writeTabId(ownId);
      await followModel(editor, session?.modelId);
    } else if (before === undefined) keeper.release();
    else await keeper.take(before);
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().pictureNotBack);
    await refreshRecent(editor);
  }
}

/** Removes every kept session that no tab works on. */
export async function clearRecent(editor: Editor): Promise<void> {
  const { store, keeper } = editor;
  try {
    const [heads, taken] = await Promise.all([keeper.list(), keeper.takenIds()]);
    await keeper.remove(heads.map(({ id }) => id).filter((id) => !taken.has(id)));
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().recentNotCleared);
  }
  await refreshRecent(editor);
}

/** Says whether sessions are kept; where not, nothing that was kept stays, whichever tab it is of. */
export async function setKeeping(editor: Editor, keepsSessions: boolean): Promise<void> {
  setPreferences(editor, { keepsSessions });
  if (!keepsSessions) {
    const { keeper, store } = editor;
    await keeper.list().then((heads) => keeper.remove(heads.map(({ id }) => id))).catch((thrown: unknown) => { notifyFailure(store, thrown, saysText().keptNotRemoved); });
    setSession(store, { problem: undefined });
  }
  await refreshRecent(editor);
}

/** A session's state, as far as this version of the app can read it. */
export async function readState({ head, state }: KeptSession): Promise<SessionState | undefined> {
  const { readSession } = await loadPart('the reader of kept sessions', () => import('../session/read-session.ts'));
  const session = readSession(state);
  return session?.document.pictureId === head.pictureId ? session : undefined;
}

/** Opens a kept session's picture with everything that was done to it; answers whether it is shown. */
export async function bringBack(editor: Editor, { head }: KeptSession, session: SessionState | undefined, id: string): Promise<boolean> {
  const { store, history, keeper } = editor;
  const sources = new Map<string, PictureSource>();
  for (const pictureId of head.pictureIds) {
    const kept = await keeper.picture(pictureId);
    if (kept) sources.set(pictureId, kept);
  }
  const source = sources.get(head.pictureId);
  if (!source) throw pictureGone();
  const { pictureId, name } = head;
  const hasPicture = (document: EditDocument): boolean => sources.has(document.pictureId ?? '');
  const isShown = await bringPicture(editor, {
    name, pictureId, read: () => Promise.resolve(source.blob),
    change: () => {
      setSession(store, { id, keptPictureIds: new Set(sources.keys()) });
      store.setState(({ picture, faces, engine }) => ({
        picture: { ...picture, sources: Object.fromEntries(sources) }, faces: { ...faces, searches: session?.searches ?? {} },
        engine: { ...engine, isModelChosen: session?.isModelChosen ?? engine.isModelChosen },
      }));
      const { detail } = store.getState().document;
      history.replace(session?.document ?? { pictureId, faces: [], detail }, session?.past.filter(hasPicture), session?.future.filter(hasPicture));
      return true;
    },
  });
  if (!isShown) return false;
  if (session) store.setState(({ view }) => ({ view: { ...view, ...session.view } }));
  else notify(store, { kind: 'info', title: saysText().backBare({ name }), detail: saysText().otherVersion });
  return true;
}

/** Takes the model into use that a session was made with; where that is gone, the edits wait for one that can show them. */
export async function followModel(editor: Editor, modelId: string | undefined): Promise<void> {
  const { engine: { loaded, loading, models }, models: { stored } } = editor.store.getState();
  if (modelId === undefined || modelId === (loading?.modelId ?? loaded?.modelId)) return;
  if (modelChoices(models, stored).some(({ key }) => key === modelId)) await loadModel(editor, modelId);
}

function pictureGone(): AppError {
  return new AppError({
    code: 'session-gone', message: 'Expected the picture in this browser’s storage but it is no longer there.', recovery: saysText().openFileAgain,
  });
}
