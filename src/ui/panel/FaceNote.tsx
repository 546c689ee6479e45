import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { loadModel } from '../../state/commands/load-model.ts';
import { lookAgain } from '../../state/commands/look-again.ts';
import type { EditorState } from '../../state/editor-store.ts';
import { isSetByHand } from '../../state/edit-document.ts';
import { comingManifest, currentSearch, selectedFace } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import styles from './FaceNote.module.css';

const TAKEN_WHOLE = 'The picture is taken whole. For one part of it, move the frame.';
const NOT_LOOKED = 'Faces could not be looked for, so the whole picture is taken as one. Fit the frame from forehead to chin, or look again.';
const NO_FACE = 'No face was found, so the whole picture is taken as one. If that is not so, fit the frame from forehead to chin.';

function noteOf(state: EditorState): string | undefined {
  const face = selectedFace(state);
  if (face?.origin !== 'whole' || isSetByHand(face)) return undefined;
  if (currentSearch(state)?.status === 'failed') return NOT_LOOKED;
  return comingManifest(state)?.alignment === 'none' ? TAKEN_WHOLE : NO_FACE;
}

/** Says why a face lies where nobody put it, and offers the model for drawings where that may be the reason. */
export function FaceNote(): ReactNode {
  const editor = useEditor();
  const note = useEditorState(noteOf);
  const forDrawings = useEditorState(({ engine }) => engine.models.find(({ manifest }) => manifest.alignment === 'none'));
  if (note === undefined) return null;
  return (
    <p className={styles['note']} role="note">
      <Info size={14} />
      <span>
        {note}
        {note === NOT_LOOKED && <> <button type="button" className={styles['action']} onClick={() => { lookAgain(editor); }}>Try again</button></>}
        {note === NO_FACE && forDrawings && (
          <> A drawing? <button type="button" className={styles['action']} onClick={() => { void loadModel(editor, forDrawings.id); }}>Use “{forDrawings.title}”</button></>
        )}
      </span>
    </p>
  );
}
