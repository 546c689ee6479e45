import type { StoreOptions } from '../../bridge/model-library.ts';
import type { ConversionChoices, Inspection, StoredModel } from '../../library/library-protocol.ts';
import { isCancelled } from '../../core/app-error.ts';
import type { Editor } from '../editor.ts';
import { formatBytes } from '../format.ts';
import { storedKey } from '../model-choices.ts';
import type { ImportJob, ImportWork } from '../slices/models-slice.ts';
import { chooseModel } from './load-model.ts';
import { refreshModels } from './model-library.ts';
import { failureOf, notify } from './notices.ts';
import { showDialog } from './view.ts';
import { isPictureName } from '../../core/picture-formats.ts';
import { saysText } from '../../text/says.ts';

const MODEL_NAME = /\.(ckpt|pt|pth|safetensors|zip)$/i;

/** True for a file that its name says is a checkpoint or a bundle. */
export function isNamedAsModel({ name }: File): boolean {
  return MODEL_NAME.test(name);
}

/** True for a file that its name or type says is a picture. */
export function isNamedAsPicture({ name, type }: File): boolean {
  return type.startsWith('image/') || isPictureName(name);
}

function importOf({ store }: Editor): ImportJob | undefined {
  return store.getState().models.importing;
}

/** Changes the import of a file, if it is still the present one. */
function change(editor: Editor, file: File, part: Partial<ImportJob>): void {
  const job = importOf(editor);
  if (job?.file === file) editor.store.setState(({ models }) => ({ models: { ...models, importing: { ...job, ...part } } }));
}

/** Opens the import of a file, unless another one is at work. */
function begin(editor: Editor, file: File): boolean {
  const present = importOf(editor);
  if (present?.work) {
    notify(editor.store, { kind: 'info', title: saysText().stillImporting({ name: present.file.name }), detail: saysText().finishThat({ name: file.name }) });
    return false;
  }
  const importing: ImportJob = { file, inspection: undefined, work: undefined, problem: undefined, stored: undefined };
  editor.store.setState(({ models }) => ({ models: { ...models, importing } }));
  if (editor.store.getState().view.dialog !== 'save') showDialog(editor, undefined);
  return true;
}

/** Imports a file that should be a model: reads what it holds, then asks (a checkpoint) or stores it (a bundle). */
export async function importModel(editor: Editor, file: File): Promise<void> {
  if (!begin(editor, file)) return;
  try {
    await proceed(editor, file, await editor.library.inspect(file));
  } catch (thrown) {
    change(editor, file, { problem: failureOf(thrown, file.name) });
  }
}

/** Imports a file that may be a model; false when it is none. */
export async function importIfModel(editor: Editor, file: File): Promise<boolean> {
  const inspection = await editor.library.inspect(file).catch(() => undefined);
  if (!inspection) return false;
  if (begin(editor, file)) await proceed(editor, file, inspection);
  return true;
}

async function proceed(editor: Editor, file: File, inspection: Inspection): Promise<void> {
  change(editor, file, { inspection });
  if (inspection.kind === 'checkpoint' || importOf(editor)?.file !== file) return;
  const stored = await working(editor, file, (options) => editor.library.importZip(file, options));
  if (stored) change(editor, file, { stored });
  else if (importOf(editor)?.file === file && importOf(editor)?.problem === undefined) closeImport(editor);
}

/** Converts the checkpoint that was read, and uses the model. */
export async function convertModel(editor: Editor, choices: ConversionChoices): Promise<void> {
  const job = importOf(editor);
  if (job?.inspection?.kind !== 'checkpoint' || job.work) return;
  const stored = await working(editor, job.file, (options) => editor.library.convert(job.file, choices, options));
  if (stored) await finish(editor, stored);
}

/** Uses the bundle that was stored. */
export async function useImported(editor: Editor): Promise<void> {
  const stored = importOf(editor)?.stored;
  if (stored) await finish(editor, stored);
}

/** Runs the storing of a model; undefined when it was cancelled or failed, which the import then says. */
async function working(editor: Editor, file: File, store: (options: StoreOptions) => Promise<StoredModel>): Promise<StoredModel | undefined> {
  const controller = new AbortController();
  const report = (part: Partial<ImportWork>): void => {
    const work = importOf(editor)?.work;
    if (work?.controller === controller) change(editor, file, { work: { ...work, ...part } });
  };
  change(editor, file, { work: { progress: undefined, controller, isCancelling: false }, problem: undefined });
  try {
    const stored = await store({ signal: controller.signal, onProgress: (progress) => { report({ progress }); } });
    await refreshModels(editor);
    return stored;
  } catch (thrown) {
    if (!isCancelled(thrown)) change(editor, file, { problem: failureOf(thrown, file.name) });
    return undefined;
  } finally {
    change(editor, file, { work: undefined });
  }
}

/** Stops the work; the person is back where it was started, and nothing of it is left in storage. */
export function cancelImport(editor: Editor): void {
  const job = importOf(editor);
  if (!job?.work) return;
  change(editor, job.file, { work: { ...job.work, isCancelling: true } });
  job.work.controller.abort();
}

/** Gives the import up; work under way is cancelled first, and the import stays until that is done. */
export function closeImport(editor: Editor): void {
  if (importOf(editor)?.work) {
    cancelImport(editor);
    return;
  }
  editor.store.setState(({ models }) => ({ models: { ...models, importing: undefined } }));
}

async function finish(editor: Editor, { id, storedBytes, manifest }: StoredModel): Promise<void> {
  closeImport(editor);
  const key = storedKey(id);
  await chooseModel(editor, key);
  // A failure to load has been said already; the model is in the menu all the same.
  if (editor.store.getState().engine.loaded?.modelId !== key) return;
  notify(editor.store, {
    kind: 'success', title: saysText().importedInUse({ title: manifest?.title ?? id }),
    detail: saysText().inStorage({ size: formatBytes(storedBytes) }),
  });
}
