import { canShare, copyPng, shareFile } from '../../bridge/share-picture.ts';
import { drawThumbnail } from '../../bridge/draw-thumbnail.ts';
import type { Editor } from '../editor.ts';
import { paintablePatches } from '../selectors.ts';
import { notify, notifyFailure } from './notices.ts';
import { encodePicture } from './save-picture.ts';

export { canShare } from '../../bridge/share-picture.ts';

/** A clipboard holds what is seen and nothing of the file. */
const CLIPBOARD = { format: 'png', quality: 1, metadata: { keepsMetadata: false, keepsLocation: false, saysAi: true } } as const;

/** Copies the edited picture as PNG, at its own resolution; call it from a click or a key. */
export async function copyPicture(editor: Editor): Promise<void> {
  const { store } = editor;
  try {
    const made = encodePicture(editor, CLIPBOARD);
    await copyPng(made.then(({ blob }) => blob));
    const { widthPx, heightPx } = await made;
    notify(store, { kind: 'success', title: 'Copied', detail: `The edited picture, ${String(widthPx)} × ${String(heightPx)} px, is on the clipboard.` });
  } catch (thrown) {
    notifyFailure(store, thrown, 'Could not copy the picture');
  }
}

/** Hands a file to the system's share sheet; call it from a click. */
export async function sharePicture({ store }: Editor, file: File): Promise<void> {
  if (!canShare(file)) return;
  try {
    if (await shareFile(file)) notify(store, { kind: 'success', title: `Shared ${file.name}`, detail: '' });
  } catch (thrown) {
    notifyFailure(store, thrown, `Could not share “${file.name}”`);
  }
}

/** What the stage shows, in small. */
export async function smallPicture({ store }: Editor): Promise<Blob | undefined> {
  const state = store.getState();
  const { picture: { open } } = state;
  return open && drawThumbnail({ ...open, patches: paintablePatches(state).map(({ patch }) => patch) });
}
