import { Info } from 'lucide-react';
import type { ReactNode } from 'react';
import { chooseModel } from '../../state/commands/load-model.ts';
import { lookAgain } from '../../state/commands/look-again.ts';
import type { EditorState } from '../../state/editor-store.ts';
import { isSetByHand } from '../../state/edit-document.ts';
import { comingManifest, currentSearch, selectedFace } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { worded } from '../../text/model-words.ts';
import styles from './FaceNote.module.css';

type Note = 'takenWhole' | 'notLooked' | 'noFace';

function noteOf(state: EditorState): Note | undefined {
  const face = selectedFace(state);
  if (face?.origin !== 'whole' || isSetByHand(face)) return undefined;
  if (currentSearch(state)?.status === 'failed') return 'notLooked';
  return comingManifest(state)?.alignment === 'none' ? 'takenWhole' : 'noFace';
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
        {panelText()[note]}
        {note === 'notLooked' && <> <button type="button" className={styles['action']} onClick={() => { lookAgain(editor); }}>{panelText().again}</button></>}
        {note === 'noFace' && forDrawings && (
          <> {panelText().aDrawing} <button type="button" className={styles['action']} onClick={() => { void chooseModel(editor, forDrawings.id); }}>{panelText().useModel({ title: worded(forDrawings).title })}</button></>
        )}
      </span>
    </p>
  );
}
