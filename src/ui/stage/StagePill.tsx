import type { ReactNode } from 'react';
import { lookAgain } from '../../state/commands/look-again.ts';
import { setDrawing } from '../../state/commands/face-list.ts';
import { currentSearch, isSearching } from '../../state/face-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import styles from './StagePill.module.css';

/** What there is to say about faces where none can be seen: that they are looked for, that there are none, or how to draw one. */
export function StagePill(): ReactNode {
  const editor = useEditor();
  const isLooking = useEditorState(isSearching);
  const { isDrawing, isHolding } = useEditorState(({ view }) => ({ isDrawing: view.isDrawing, isHolding: view.isHoldingOriginal }));
  const hasFaces = useEditorState(({ document }) => document.faces.length > 0);
  const status = useEditorState((state) => currentSearch(state)?.status);
  if (isHolding) return null;
  if (isDrawing) {
    return (
      <div className={styles['pill']} role="status">
        {stageText().drawSquare}
        <button type="button" className={styles['action']} onClick={() => { setDrawing(editor, false); }}>{stageText().cancel}</button>
      </div>
    );
  }
  if (isLooking) return <div className={styles['pill']} data-late="true" role="status">{stageText().looking}</div>;
  if (hasFaces || status === undefined) return null;
  return (
    <div className={styles['pill']} role="status">
      {status === 'failed' ? stageText().notLooked : stageText().noFace}
      {status === 'failed' && <button type="button" className={styles['action']} onClick={() => { lookAgain(editor); }}>{stageText().again}</button>}
      <button type="button" className={styles['action']} onClick={() => { setDrawing(editor, true); }}>{stageText().drawOne}</button>
    </div>
  );
}
