import { chooseSaveTarget, needsClickToAsk } from '../../bridge/save-file.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { formatBytes } from '../format.ts';
import type { EncodedPicture, SavingSlice } from '../slices/saving-slice.ts';
import { notify, notifyFailure } from './notices.ts';
import { showDialog } from './view.ts';

function setRunning({ store }: Editor, running: SavingSlice['running']): void {
  store.setState({ saving: { running } });
}

/** Asks where an encoded picture goes and writes it there; unless the person gave up, it is kept for another try. */
async function saveTo(editor: Editor, encoded: EncodedPicture): Promise<void> {
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
    if (['save', 'contact-sheet', 'strip'].includes(store.getState().view.dialog ?? '')) showDialog(editor, undefined);
    notify(store, { kind: 'success', title: saysText().saved({ name: target.name }), detail: saysText().sizes({ width: widthPx, height: heightPx, bytes: formatBytes(blob.size) }) });
  } catch (thrown) {
    setRunning(editor, controller.signal.aborted ? undefined : { phase: 'ready', encoded, controller });
    notifyFailure(store, thrown, saysText().notSaved({ name: fileName }));
  }
}

/** Makes a file, then asks where it goes: at once, or with `saveReady` when the click is too long ago. One at a time. */
export async function makeAndSave(editor: Editor, fileName: string, make: (signal: AbortSignal, tell: (done: number, total: number) => void) => Promise<Omit<EncodedPicture, 'fileName'>>): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  setRunning(editor, { phase: 'rendering', controller });
  try {
    const made = await make(signal, (done, total) => { if (!signal.aborted) setRunning(editor, { phase: 'rendering', controller, progress: { done, total } }); });
    signal.throwIfAborted();
    const encoded: EncodedPicture = { ...made, fileName };
    if (needsClickToAsk()) setRunning(editor, { phase: 'ready', encoded, controller });
    else await saveTo(editor, encoded);
  } catch (thrown) {
    setRunning(editor, undefined);
    notifyFailure(editor.store, thrown, saysText().notSaved({ name: fileName }));
  }
}

/** Asks where the file that is ready goes, and writes it; call it from a click. */
export async function saveReady(editor: Editor): Promise<void> {
  const { running } = editor.store.getState().saving;
  if (running?.phase === 'ready') await saveTo(editor, running.encoded);
}

/** Gives up the save under way. */
export function cancelSave(editor: Editor): void {
  const { running } = editor.store.getState().saving;
  running?.controller.abort();
  if (running?.phase === 'ready') setRunning(editor, undefined);
}
