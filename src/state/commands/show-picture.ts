import { inWords } from '../../text/sentences.ts';
import { saysText } from '../../text/says.ts';
import { pictureIdsOf } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { NO_FACES } from '../slices/faces-slice.ts';
import type { OpenPicture, PictureSource } from '../slices/picture-slice.ts';
import { notify, notifyFailure } from './notices.ts';
import { offerEdit } from './offer-edit.ts';

/** A picture on its way to the stage. */
export interface Arrival {
  readonly name: string;
  readonly read: (signal: AbortSignal) => Promise<Blob>;
  /** Of a picture that was open before. */
  readonly pictureId?: string;
  /** Makes the document one of the picture that came; answers false where it is wanted no more. */
  readonly change: (pictureId: string) => boolean;
}

/** Frees a picture here and in the worker; where the worker died meanwhile, its memory went with it. */
function release({ engine, store }: Editor, picture: OpenPicture): void {
  picture.preview.close();
  // One that came twice is open still.
  if (store.getState().picture.open?.pictureId !== picture.pictureId) engine.closePicture(picture.pictureId).catch(() => undefined);
}

/** Forgets the files of pictures, references among them, that the history no longer leads to. */
function dropSources({ store, history }: Editor): void {
  const kept = new Set(history.documents().flatMap(pictureIdsOf));
  store.setState(({ picture, faces }) => ({
    picture: { ...picture, sources: Object.fromEntries(Object.entries(picture.sources).filter(([id]) => kept.has(id))) },
    faces: { ...faces, searches: Object.fromEntries(Object.entries(faces.searches).filter(([id]) => kept.has(id))) },
  }));
}

/** Puts a decoded picture in the place of the present one. */
function show(editor: Editor, opened: OpenPicture, source: PictureSource, change: Arrival['change']): boolean {
  const { store } = editor;
  const { picture: { open: previous }, render: { shown } } = store.getState();
  // With no picture open, nothing takes the one picture's faces for the other's while the document changes.
  store.setState(({ picture }) => ({ picture: { ...picture, open: undefined, opening: undefined } }));
  if (!change(opened.pictureId)) {
    store.setState(({ picture }) => ({ picture: { ...picture, open: previous } }));
    return false;
  }
  store.setState(({ picture, faces: { searches }, view, render }) => ({
    picture: { ...picture, sources: { ...picture.sources, [opened.pictureId]: source }, open: opened },
    faces: { ...NO_FACES, searches },
    render: { ...render, shown: undefined },
    view: { ...view, zoom: { kind: 'fit' }, isHoldingOriginal: false, isDrawing: false },
  }));
  for (const { patch } of shown?.patches ?? []) patch.bitmap?.close();
  if (previous) release(editor, previous);
  dropSources(editor);
  return true;
}

/**
 * Decodes a picture and shows it. One at a time: a newer one cancels it, and a failure leaves the present picture alone.
 * Answers whether it is shown.
 */
export async function bringPicture(editor: Editor, { name, read, pictureId, change }: Arrival): Promise<boolean> {
  const { store, engine } = editor;
  store.getState().picture.opening?.controller.abort();
  const controller = new AbortController();
  const mine = (): boolean => store.getState().picture.opening?.controller === controller;
  store.setState(({ picture }) => ({ picture: { ...picture, opening: { name, pictureId, controller } } }));
  try {
    const blob = await read(controller.signal);
    const { notes, recipe, ...opened } = await engine.openPicture(blob, { signal: controller.signal, ...(pictureId === undefined ? {} : { pictureId }) });
    if (!mine() || !show(editor, { ...opened, name }, { name, blob }, change)) {
      release(editor, { ...opened, name });
      return false;
    }
    // A picture that comes back has said it before.
    if (pictureId === undefined) {
      for (const note of notes) notify(store, { kind: 'info', title: name, detail: inWords(note) });
      if (recipe !== undefined) offerEdit(editor, recipe, name);
    }
    return true;
  } catch (thrown) {
    if (mine()) store.setState(({ picture }) => ({ picture: { ...picture, opening: undefined } }));
    notifyFailure(store, thrown, saysText().notOpened({ name }), name);
    return false;
  }
}
