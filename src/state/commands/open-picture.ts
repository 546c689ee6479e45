import { AppError } from '../../core/app-error.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { importIfModel, importModel, isNamedAsModel, isNamedAsPicture } from './import-model.ts';
import { notify } from './notices.ts';
import { bringPicture } from './show-picture.ts';

/** A picture that ships with the app. */
export interface Sample {
  readonly url: string;
  readonly fileName: string;
}

/** Opens a picture as a new step of the history: undo brings back the one before, with its edits. The first one has nothing before it. */
async function opening(editor: Editor, name: string, read: (signal: AbortSignal) => Promise<Blob>): Promise<void> {
  const { store, history } = editor;
  await bringPicture(editor, {
    name, read,
    change: (pictureId) => {
      history.end();
      const { document } = store.getState();
      const next = { ...document, pictureId, faces: [] };
      if (document.pictureId === undefined) history.replace(next);
      else history.change('picture', () => next);
      store.setState(({ view }) => ({ view: { ...view, selectedFaceId: undefined, isEditingAll: false } }));
      return true;
    },
  });
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
      kind: 'info', title: saysText().openedFirst({ count: files.length }), detail: saysText().oneAtATime,
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
        recovery: saysText().ownPicture,
      });
    }
    return await response.blob();
  });
}
