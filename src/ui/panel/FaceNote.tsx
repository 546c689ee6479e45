import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { isSetByHand } from '../../state/edit-document.ts';
import { manifestOf, selectedFace } from '../../state/face-selectors.ts';
import type { EditorState } from '../../state/editor-store.ts';
import { useEditorState } from '../../state/use-editor.ts';
import styles from './FaceNote.module.css';

function noteOf(state: EditorState): string | undefined {
  const face = selectedFace(state);
  if (face?.origin !== 'whole' || isSetByHand(face)) return undefined;
  return manifestOf(state)?.alignment === 'none'
    ? 'This model takes pictures whole. For one part of it, move the frame.'
    : 'No face was found, so the whole picture is taken as one. If that is not so, fit the frame from forehead to chin.';
}

/** Says why a face lies where nobody put it. */
export function FaceNote(): ReactNode {
  const note = useEditorState(noteOf);
  return note === undefined ? null : <p className={styles['note']} role="note"><Info size={14} />{note}</p>;
}
