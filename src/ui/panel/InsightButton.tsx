import { Microscope } from 'lucide-react';
import type { ReactNode } from 'react';
import { showDialog } from '../../state/commands/view.ts';
import { selectedFace } from '../../state/face-selectors.ts';
import { taskOf } from '../../state/face-tasks.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { Button } from '../controls/Button.tsx';
import styles from './InsightButton.module.css';

/** Opens what the model makes of the selected face. */
export function InsightButton(): ReactNode {
  const editor = useEditor();
  const canLook = useEditorState((state) => { const face = selectedFace(state); return face !== undefined && taskOf(state, face) !== undefined; });
  return <div className={styles['row']}><Button className={styles['button']} disabled={!canLook} onClick={() => { showDialog(editor, 'insight'); }}><Microscope size={14} />{panelText().lookInside}</Button></div>;
}
