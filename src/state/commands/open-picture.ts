import { AppError } from '../../core/app-error.ts';
import type { Editor } from '../editor.ts';
import { NO_FACES } from '../slices/faces-slice.ts';
import type { OpenPicture } from '../slices/picture-slice.ts';
import { importIfModel, importModel, isNamedAsModel, isNamedAsPicture } from './import-model.ts';
import { notify, notifyFailure } from './notices.ts';

/** A picture that ships with the app. */
export interface Sample {
  readonly url: string;
  readonly fileName: string;
}

/** Frees a picture here and in the worker; where the worker died meanwhile, its memory went with it. */
function release({ engine }: Editor, picture: OpenPicture): void {
  picture.preview.close();
  engine.closePicture(picture.pictureId).catch(() => undefined);
}

/** Runs one opening at a time: a newer one cancels it, and a failure leaves the present picture alone. */
async function opening(editor: Editor, name: string, read: (signal: AbortSignal) => Promise<Blob>): Promise<void> {
  const { store, engine } = editor;
  store.getState().picture.opening?.controller.abort();
  const controller = new AbortController();
  const mine = (): boolean => store.getState().picture.opening?.controller === controller;
  store.setState(({ picture }) => ({ picture: { ...picture, opening: { name, controller } } }));
  try {
    const blob = await read(controller.signal);
    const { notes, ...opened } = await engine.openPicture(blob, { signal: controller.signal });
    if (!mine()) {
      release(editor, { ...opened, name });
      return;
    }
    const { picture: { open: previous }, render: { shown } } = store.getState();
    store.setState(({ document, view, render }) => ({
      picture: { open: { ...opened, name }, opening: undefined },
      document: { ...document, faces: [] },
      faces: NO_FACES,
      render: { ...render, shown: undefined },
      view: { ...view, zoom: { kind: 'fit' }, isHoldingOriginal: false, selectedFaceId: undefined, isEditingAll: false, isDrawing: false },
    }));
    editor.history.clear();
    for (const note of notes) notify(store, { kind: 'info', title: name, detail: note });
    for (const { patch } of shown?.patches ?? []) patch.bitmap?.close();
    if (previous) release(editor, previous);
  } catch (thrown) {
    if (mine()) store.setState(({ picture }) => ({ picture: { ...picture, opening: undefined } }));
    notifyFailure(store, thrown, `Could not open “${name}”`);
  }
}

/** Opens a picture for editing; its faces are looked for once it is shown. */
export async function openPicture(editor: Editor, blob: Blob, name: string): Promise<void> {
  await opening(editor, name, () => Promise.resolve(blob));
}

/** Opens the first of the files that a person dropped, pasted or picked: a picture to edit, or a model to import. */
export async function openFiles(editor: Editor, files: readonly File[]): Promise<void> {
  const [first] = files;
  if (!first) return;
  if (files.length > 1) {
    notify(editor.store, {
      kind: 'info', title: `Opened the first of ${String(files.length)} files`, detail: 'The editor takes one picture or model at a time.',
    });
  }
  if (isNamedAsModel(first)) await importModel(editor, first);
  else if (isNamedAsPicture(first) || !await importIfModel(editor, first)) await openPicture(editor, first, first.name || 'pasted');
}

/** Opens one of the app's own pictures. */
export async function openSample(editor: Editor, { url, fileName }: Sample): Promise<void> {
  await opening(editor, fileName, async (signal) => {
    const response = await fetch(url, { signal });
    if (!response.ok) {
      throw new AppError({
        code: 'sample-missing',
        message: `Expected the sample "${fileName}" beside the app but received HTTP status ${String(response.status)}.`,
        recovery: 'Open a picture of your own, or reload the page.',
      });
    }
    return await response.blob();
  });
}
