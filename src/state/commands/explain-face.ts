import { AppError } from '../../core/app-error.ts';
import type { FaceInsight } from '../../engine/engine-protocol.ts';
import type { Editor } from '../editor.ts';
import { selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';

/**
 * Looks into the selected face's edit as it is set now; the crops are the caller's to close.
 * @throws AppError `not-ready`, AbortError once the signal is aborted
 */
export async function explainSelected({ store, engine }: Editor, signal: AbortSignal): Promise<FaceInsight> {
  const state = store.getState();
  const { picture: { open }, document: { detail } } = state;
  const face = selectedFace(state);
  const task = face && taskOf(state, face);
  if (!open || !task) throw new AppError({ code: 'not-ready', message: 'Expected the face to be read but it is still at work.', recovery: 'Wait a moment and try again.' });
  return engine.explainFace({ pictureId: open.pictureId, face: task, detail }, { signal });
}
