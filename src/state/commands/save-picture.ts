import { chooseSaveTarget } from '../../bridge/save-file.ts';
import { AppError } from '../../core/app-error.ts';
import type { Editor } from '../editor.ts';
import { formatBytes } from '../format.ts';
import { currentEdit } from '../selectors.ts';
import { notify, notifyFailure } from './notices.ts';
import { showDialog } from './view.ts';

export type SaveFormat = 'png' | 'jpeg' | 'webp';

export interface SaveOptions {
  /** Without extension. */
  readonly stem: string;
  readonly format: SaveFormat;
  /** 0 to 1; PNG has none. */
  readonly quality: number;
}

const EXTENSIONS = { png: 'png', jpeg: 'jpg', webp: 'webp' } as const satisfies Record<SaveFormat, string>;

/** File name with the format's extension, free of what file systems refuse. */
export function saveName({ stem, format }: Pick<SaveOptions, 'stem' | 'format'>): string {
  const safe = stem.replace(/[\p{Cc}<>:"/\\|?*]/gu, '-').trim();
  return `${safe || 'picture'}.${EXTENSIONS[format]}`;
}

/** Renders the edited picture at its own resolution and writes it where the person says. */
export async function savePicture(editor: Editor, options: SaveOptions): Promise<void> {
  const { store, engine } = editor;
  const { picture: { open }, document: { face, mode }, saving } = store.getState();
  if (!open || !face || saving.running) return;
  const edit = currentEdit(store.getState());
  if (!edit) {
    notifyFailure(store, new AppError({
      code: 'not-ready', message: 'Expected an analysed face to save but received one still at work.', recovery: 'Wait a moment and save again.',
    }), 'Could not save');
    return;
  }
  const fileName = saveName(options);
  const controller = new AbortController();
  const setPhase = (phase: 'rendering' | 'writing'): void => { store.setState({ saving: { running: { phase, fileName, controller } } }); };
  try {
    const target = await chooseSaveTarget({ fileName, mimeType: `image/${options.format}` });
    setPhase('rendering');
    const blob = await engine.save({
      pictureId: open.pictureId, faces: [{ square: face.square, edit }], mode, format: options.format, quality: options.quality,
    }, { signal: controller.signal });
    setPhase('writing');
    await target.write(blob);
    showDialog(editor, undefined);
    notify(store, { kind: 'success', title: `Saved ${target.name}`, detail: `${String(open.widthPx)} × ${String(open.heightPx)} px, ${formatBytes(blob.size)}` });
  } catch (thrown) {
    notifyFailure(store, thrown, `Could not save “${fileName}”`);
  } finally {
    store.setState({ saving: { running: undefined } });
  }
}

/** Gives up the save under way. */
export function cancelSave({ store }: Editor): void {
  store.getState().saving.running?.controller.abort();
}
