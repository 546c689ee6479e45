import { AppError } from '../../core/app-error.ts';
import type { FaceInsight } from '../../engine/engine-protocol.ts';
import { cosine } from '../../core/cosine.ts';
import { wantedFaces } from '../../edit/face-framing.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import { manifestOf, selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';

/** How alike a face library finds the person before and after, as a cosine; undefined where it finds no face in one of the two, or the model is for drawings. */
export async function likenessOf({ store, finder }: Editor, { before, after }: FaceInsight['portraits'], signal: AbortSignal): Promise<number | undefined> {
  const manifest = manifestOf(store.getState());
  if (!manifest || wantedFaces(manifest) === 'drawn') return undefined;
  const descriptorOf = async (bitmap: ImageBitmap): Promise<readonly number[] | undefined> => (
    (await finder.find({ bitmap, widthPx: bitmap.width, heightPx: bitmap.height }, { signal, withHints: true }))[0]?.hints.descriptor
  );
  const [was, is] = [await descriptorOf(before), await descriptorOf(after)];
  return was && is && cosine(was, is);
}

/**
 * Looks into the selected face's edit as it is set now; crops and portraits are the caller's to close.
 * @throws AppError `not-ready`, AbortError once the signal is aborted
 */
export async function explainSelected({ store, engine }: Editor, signal: AbortSignal): Promise<FaceInsight> {
  const state = store.getState();
  const { picture: { open }, document: { detail } } = state;
  const face = selectedFace(state);
  const task = face && taskOf(state, face);
  if (!open || !task) throw new AppError({ code: 'not-ready', message: 'Expected the face to be read but it is still at work.', recovery: saysText().waitAgain });
  return engine.explainFace({ pictureId: open.pictureId, face: task, detail }, { signal });
}
