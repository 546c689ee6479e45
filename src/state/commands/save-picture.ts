import { AppError } from '../../core/app-error.ts';
import type { MetadataChoice } from '../../picture/saved-metadata.ts';
import type { Editor } from '../editor.ts';
import { tasksToSave } from '../face-tasks.ts';
import { notifyFailure } from './notices.ts';
import { makeAndSave } from './save-to-file.ts';
import { extensionOf } from '../../core/picture-formats.ts';

export type SaveFormat = 'png' | 'jpeg' | 'webp';

export interface SaveOptions {
  /** Without extension. */
  readonly stem: string;
  readonly format: SaveFormat;
  /** 0 to 1; PNG has none. */
  readonly quality: number;
  readonly metadata: MetadataChoice;
}

/** File name with the format's extension, free of what file systems refuse. */
export function saveName({ stem, format }: Pick<SaveOptions, 'stem' | 'format'>): string {
  const safe = stem.replace(/[\p{Cc}<>:"/\\|?*]/gu, '-').trim();
  return `${safe || 'picture'}.${extensionOf(format)}`;
}

/** Renders the edited picture at its own resolution, then asks where it goes. */
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
  await makeAndSave(editor, saveName(options), async (signal) => ({
    mimeType: `image/${format}`, widthPx: open.widthPx, heightPx: open.heightPx,
    blob: await engine.save({ pictureId: open.pictureId, faces, detail, format, quality, metadata }, { signal }),
  }));
}
