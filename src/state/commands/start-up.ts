import type { KeptSession } from '../../bridge/session-keeper.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { modelChoices } from '../model-choices.ts';
import { setSession } from '../session/keep-session.ts';
import { loadDefaultModel, loadModel } from './load-model.ts';
import { refreshModels } from './model-library.ts';
import { notifyFailure } from './notices.ts';
import { bringBack, followModel, readState, refreshRecent } from './sessions.ts';

/** A storage that is slow to say which model was in use does not hold the default one up for longer. */
const LONGEST_READ_MS = 2000;

/**
 * Brings back what this tab was at before a reload or a crash, and loads the model: the one that was in use, else the default.
 * What is in storage is looked at once the page is painted.
 */
export async function startUp(editor: Editor, painted: Promise<void> = Promise.resolve()): Promise<void> {
  const { store, keeper } = editor;
  const models = painted.then(() => refreshModels(editor));
  const id = keeper.readTabId();
  if (id === undefined || !store.getState().view.preferences.keepsSessions) {
    await Promise.all([models, loadDefaultModel(editor), refreshRecent(editor)]);
    return;
  }
  setSession(store, { isReturning: true });
  // A picture that is too much for this machine must not crash the tab again and again: until it is back, the tab has no session.
  keeper.writeTabId(undefined);
  const stop = keeper.onHide(() => { keeper.writeTabId(id); });
  try {
    const reading = claimKept(editor, id).then(async (found) => ({ kept: found, session: found && await readState(found) }));
    const known = reading.then(({ session: read }) => read?.modelId, () => undefined);
    const loading = loadKeptModel(editor, known, models);
    const { kept, session } = await reading;
    if (kept && await bringBack(editor, kept, session, id)) keeper.writeTabId(id);
    else keeper.release();
    setSession(store, { isReturning: false });
    await loading;
    await followModel(editor, session?.modelId);
  } catch (thrown) {
    keeper.release();
    notifyFailure(store, thrown, saysText().sessionNotBack);
    setSession(store, { isReturning: false });
  } finally {
    stop();
    await refreshRecent(editor);
  }
}

/** The session, unless another tab has it: a tab that was duplicated begins anew. */
async function claimKept({ keeper }: Editor, id: string): Promise<KeptSession | undefined> {
  return await keeper.take(id) ? keeper.load(id) : undefined;
}

/** Loads the model that was in use; the default one where that is gone, or not known in time. */
async function loadKeptModel(editor: Editor, known: Promise<string | undefined>, models: Promise<void>): Promise<void> {
  const modelId = await Promise.race([known, new Promise<undefined>((resolve) => { setTimeout(() => { resolve(undefined); }, LONGEST_READ_MS); })]);
  const { store } = editor;
  const isThere = (): boolean => modelChoices(store.getState().engine.models, store.getState().models.stored).some(({ key }) => key === modelId);
  if (modelId !== undefined && !isThere()) await models;
  if (modelId !== undefined && isThere()) await loadModel(editor, modelId);
  else await loadDefaultModel(editor);
}
