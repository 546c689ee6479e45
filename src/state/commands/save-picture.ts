import { chooseSaveTarget, needsClickToAsk } from '../../bridge/save-file.ts';
import { AppError } from '../../core/app-error.ts';
import type { MetadataChoice } from '../engine-types.ts';
import type { Editor } from '../editor.ts';
import { formatBytes } from '../format.ts';
import { tasksToSave } from '../face-tasks.ts';
import type { EncodedPicture, SavingSlice } from '../slices/saving-slice.ts';
import { notify, notifyFailure } from './notices.ts';
import { showDialog } from './view.ts';

export type SaveFormat = 'png' | 'jpeg' | 'webp';

export interface SaveOptions {
  /** Without extension. */
  readonly stem: string;
  readonly format: SaveFormat;
  /** 0 to 1; PNG has none. */
  readonly quality: number;
  readonly metadata: MetadataChoice;
}

const EXTENSIONS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Record<SaveFormat, string>;

/** File name with the format's extension, free of what file systems refuse. */
export function saveName({ stem, format }: Pick<SaveOptions, 'stem' | 'format'>): string {
  const safe = stem.replace(/[\p{Cc}<>:"/\\|?*]/gu, '-').trim();
  return `${safe || 'picture'}.${EXTENSIONS[format]}`;
}

function setRunning({ store }: Editor, running: SavingSlice['running']): void {
  store.setState({ saving: { running } });
}

/** Asks where an encoded picture goes and writes it there; unless the person gave up, it is kept for another try. */
async function place(editor: Editor, encoded: EncodedPicture): Promise<void> {
  const { store } = editor;
  const { fileName, mimeType, widthPx, heightPx, blob } = encoded;
  let controller = new AbortController();
  setRunning(editor, { phase: 'choosing', controller });
  try {
    const target = await chooseSaveTarget({ fileName, mimeType });
    // A file that was chosen is empty now, so it is written even if the page's own Cancel came first.
    controller = new AbortController();
    setRunning(editor, { phase: 'writing', controller });
    await target.write(blob, controller.signal);
    setRunning(editor, undefined);
    if (store.getState().view.dialog === 'save') showDialog(editor, undefined);
    notify(store, { kind: 'success', title: `Saved ${target.name}`, detail: `${String(widthPx)} × ${String(heightPx)} px, ${formatBytes(blob.size)}` });
  } catch (thrown) {
    setRunning(editor, controller.signal.aborted ? undefined : { phase: 'ready', encoded, controller });
    notifyFailure(store, thrown, `Could not save “${fileName}”`);
  }
}

/** Renders the edited picture at its own resolution, then asks where it goes: at once, or with `placeReady` when the click is too long ago. */
export async function savePicture(editor: Editor, options: SaveOptions): Promise<void> {
  const { store, engine } = editor;
  const { picture: { open }, document: { detail }, saving } = store.getState();
  if (!open || saving.running) return;
  const faces = tasksToSave(store.getState());
  if (!faces) {
    notifyFailure(store, new AppError({
      code: 'not-ready', message: 'Expected every edited face to be analysed but received one still at work.', recovery: 'Wait a moment and save again.',
    }), 'Could not save');
    return;
  }
  const { format, quality, metadata } = options;
  const fileName = saveName(options);
  const controller = new AbortController();
  const { signal } = controller;
  setRunning(editor, { phase: 'rendering', controller });
  try {
    const blob = await engine.save({ pictureId: open.pictureId, faces, detail, format, quality, metadata }, { signal });
    signal.throwIfAborted();
    const encoded: EncodedPicture = { fileName, mimeType: `image/${format}`, widthPx: open.widthPx, heightPx: open.heightPx, blob };
    if (needsClickToAsk()) setRunning(editor, { phase: 'ready', encoded, controller });
    else await place(editor, encoded);
  } catch (thrown) {
    setRunning(editor, undefined);
    notifyFailure(store, thrown, `Could not save “${fileName}”`);
  }
}

/** Asks where the picture that is ready goes, and writes it; call it from a click. */
export async function placeReady(editor: Editor): Promise<void> {
  const { running } = editor.store.getState().saving;
  if (running?.phase === 'ready') await place(editor, running.encoded);
}

/** Gives up the save under way. */
export function cancelSave(editor: Editor): void {
  const { running } = editor.store.getState().saving;
  running?.controller.abort();
  if (running?.phase === 'ready') setRunning(editor, undefined);
}
