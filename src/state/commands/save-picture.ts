import { AppError } from '../../core/app-error.ts';
import { extensionOf, formatOf, type OutputFormat, type PictureFormat } from '../../core/picture-formats.ts';
import type { MetadataChoice } from '../../picture/saved-metadata.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { tasksToSave } from '../face-tasks.ts';
import { proposedFormat, type SavePreferences } from '../preferences.ts';
import type { EncodedPicture } from '../slices/saving-slice.ts';
import { setPreferences } from './preferences.ts';
import { makeAndSave } from './save-to-file.ts';

/** What the file is made of. */
export interface EncodeOptions {
  readonly format: OutputFormat;
  /** 0 to 1; PNG has none. */
  readonly quality: number;
  readonly metadata: MetadataChoice;
}

export interface SaveOptions extends EncodeOptions {
  /** Without extension. */
  readonly stem: string;
}

/** An edited picture as a file's contents. */
export type EncodedContents = Omit<EncodedPicture, 'fileName'>;

/** As many first bytes as tell every format. */
const HEAD_BYTES = 512;

/** File name with the format's extension, free of what file systems refuse. */
export function saveName({ stem, format }: Pick<SaveOptions, 'stem' | 'format'>): string {
  const safe = stem.replace(/[\p{Cc}<>:"/\\|?*]/gu, '-').trim();
  return `${safe || 'picture'}.${extensionOf(format)}`;
}

/** What the open picture's file is, by its first bytes. */
export async function sourceFormat({ store }: Editor): Promise<PictureFormat | undefined> {
  const { picture: { open, sources } } = store.getState();
  const blob = open && sources[open.pictureId]?.blob;
  return blob && formatOf(new Uint8Array(await blob.slice(0, HEAD_BYTES).arrayBuffer()))?.id;
}

/**
 * Renders the edited picture at its own resolution, and encodes it.
 * @throws AppError `not-ready`, and what the engine may throw; AbortError once the signal is aborted
 */
export async function encodePicture({ store, engine }: Editor, { format, quality, metadata }: EncodeOptions, signal?: AbortSignal): Promise<EncodedContents> {
  const { picture: { open }, document: { detail } } = store.getState();
  const faces = tasksToSave(store.getState());
  if (!open || !faces) {
    throw new AppError({
      code: 'not-ready', message: 'Expected every edited face to be analysed but received one still at work.', recovery: saysText().waitSave,
    });
  }
  const { pictureId, widthPx, heightPx } = open;
  const blob = await engine.save({ pictureId, faces, detail, format, quality, metadata }, signal && { signal });
  return { mimeType: `image/${format}`, widthPx, heightPx, blob };
}

/** Renders the edited picture, unless it is on its way already, then asks where it goes. */
export async function savePicture(editor: Editor, options: SaveOptions, prepared?: Promise<EncodedContents>): Promise<void> {
  const { picture: { open }, saving } = editor.store.getState();
  if (!open || saving.running) return;
  await makeAndSave(editor, saveName(options), (signal) => prepared ?? encodePicture(editor, options, signal));
}

/** Remembers how a person saves; what is proposed anyway for pictures of this format is not worth it. */
export function rememberSave(editor: Editor, source: PictureFormat | undefined, { format, quality, metadata, keepsEdit }: Pick<EncodeOptions, 'format' | 'quality'> & Pick<SavePreferences, 'metadata' | 'keepsEdit'>): void {
  const { save } = editor.store.getState().view.preferences;
  const others = Object.fromEntries(Object.entries(save.formats).filter(([of]) => of !== source));
  const isProposed = source === undefined || proposedFormat(source, { ...save, formats: others }) === format;
  setPreferences(editor, { save: { formats: isProposed ? others : { ...others, [source]: format }, qualityPercent: Math.round(quality * 100), metadata, keepsEdit } });
}
