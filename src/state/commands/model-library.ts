import { chooseSaveTarget, needsClickToAsk } from '../../bridge/save-file.ts';
import { AppError } from '../../core/app-error.ts';
import { saysText } from '../../text/says.ts';
import { worded } from '../../text/model-words.ts';
import type { Editor } from '../editor.ts';
import { formatBytes } from '../format.ts';
import { storedKey, type ModelChoice } from '../model-choices.ts';
import type { ModelsSlice } from '../slices/models-slice.ts';
import { loadModel } from './load-model.ts';
import { failureOf, notify, notifyFailure } from './notices.ts';

function changeModels({ store }: Editor, change: Partial<ModelsSlice>): void {
  store.setState(({ models }) => ({ models: { ...models, ...change } }));
}

/** Reads anew what is stored, and how much room is left. */
export async function refreshModels(editor: Editor): Promise<void> {
  try {
    const [stored, usage] = await Promise.all([editor.library.list(), editor.library.usage()]);
    changeModels(editor, { stored, usage, problem: undefined });
  } catch (thrown) {
    // Said where models are shown: a browser without storage still edits with the models that ship.
    changeModels(editor, { problem: failureOf(thrown) });
  }
}

/** Runs one task of one stored model, and says when it fails. */
async function during(editor: Editor, id: string, task: 'export' | 'delete', work: (title: string) => Promise<void>): Promise<void> {
  const { stored, busy } = editor.store.getState().models;
  if (busy) return;
  const title = stored.find((model) => model.id === id)?.manifest?.title ?? id;
  changeModels(editor, { busy: { id, task } });
  try {
    await work(title);
  } catch (thrown) {
    notifyFailure(editor.store, thrown, task === 'export' ? saysText().exportFailed({ title }) : saysText().deleteFailed({ title }));
  } finally {
    changeModels(editor, { busy: undefined });
    await refreshModels(editor);
  }
}

/** Writes a stored model as one zip where the person says; when making it took too long to ask at once, the next call asks. */
export async function exportModel(editor: Editor, id: string): Promise<void> {
  await during(editor, id, 'export', async () => {
    const { exported } = editor.store.getState().models;
    const zip = exported?.id === id ? exported.zip : await editor.library.exportZip(id);
    const mustWait = needsClickToAsk();
    changeModels(editor, { exported: mustWait ? { id, zip } : undefined });
    if (mustWait) return;
    const target = await chooseSaveTarget({ fileName: `${id}.zip`, mimeType: 'application/zip' });
    await target.write(zip);
    notify(editor.store, { kind: 'success', title: saysText().exported({ name: target.name }), detail: saysText().dropToImport({ size: formatBytes(zip.size) }) });
  });
}

/** Deletes a stored model; the one in use gives way to the default first, so that the engine never stands without its files. */
export async function deleteModel(editor: Editor, id: string): Promise<void> {
  await during(editor, id, 'delete', async (title) => {
    const wasInUse = isInUse(editor, id);
    if (!await letGo(editor, id)) return;
    await editor.library.remove(id);
    const { loaded, models } = editor.store.getState().engine;
    const successor = worded(models.find((model) => model.id === loaded?.modelId))?.title;
    notify(editor.store, { kind: 'success', title: saysText().deleted({ title }), detail: wasInUse && successor !== undefined ? saysText().inUseNow({ title: successor }) : '' });
  });
}

function isInUse({ store }: Editor, id: string): boolean {
  return store.getState().engine.loaded?.modelId === storedKey(id);
}

/** Sees that the engine does not need the model; false when no other could be loaded in its place. */
async function letGo(editor: Editor, id: string): Promise<boolean> {
  const { loading, models } = editor.store.getState().engine;
  if (loading?.modelId === storedKey(id)) loading.controller.abort();
  if (!isInUse(editor, id)) return true;
  const [first] = models;
  if (first) await loadModel(editor, first.id);
  else editor.store.setState(({ engine }) => ({ engine: { ...engine, loaded: undefined } }));
  return !isInUse(editor, id);
}

/**
 * The model's card, in Markdown.
 * @throws AppError `card-missing`
 */
export async function readCard({ source, manifest, stored }: ModelChoice): Promise<string> {
  if (stored || !('baseUrl' in source)) return stored?.card ?? '';
  const response = await fetch(new URL(manifest.card, source.baseUrl)).catch((cause: unknown) => { throw cardMissing(manifest.card, 'no answer', cause); });
  // A single-page host answers a missing file with its page.
  if (response.ok && !response.headers.get('content-type')?.includes('text/html')) return response.text();
  throw cardMissing(manifest.card, response.ok ? 'a web page' : `HTTP status ${response.status}`);
}

function cardMissing(card: string, received: string, cause?: unknown): AppError {
  return new AppError({ code: 'card-missing', cause, message: `Expected the card ${card} beside the model but received ${received}.`, recovery: saysText().worksWithout });
}
