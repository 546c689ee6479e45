import { canShare, copyPng, shareFile } from '../../bridge/share-picture.ts';
import { drawThumbnail } from '../../bridge/draw-thumbnail.ts';
import { saysText } from '../../text/says.ts';
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
    notify(store, { kind: 'success', title: saysText().copied, detail: saysText().onClipboard({ width: widthPx, height: heightPx }) });
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().notCopied);
  }
}

/** Hands a file to the system's share sheet; call it from a click. */
export async function sharePicture({ store }: Editor, file: File): Promise<void> {
  if (!canShare(file)) return;
  try {
    if (await shareFile(file)) notify(store, { kind: 'success', title: saysText().shared({ name: file.name }), detail: '' });
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().notShared({ name: file.name }));
  }
}

/** What the stage shows, in small. */
export async function smallPicture({ store }: Editor): Promise<Blob | undefined> {
  const state = store.getState();
  const { picture: { open } } = state;
  return open && drawThumbnail({ ...open, patches: paintablePatches(state).map(({ patch }) => patch) });
}
