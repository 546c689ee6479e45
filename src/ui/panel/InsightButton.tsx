import { Microscope } from 'lucide-react';
import type { ReactNode } from 'react';
import { isSelectedRead } from '../../state/face-tasks.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { COMMANDS } from '../commands/command-table.ts';
import { Button } from '../controls/Button.tsx';
import styles from './InsightButton.module.css';

/** Opens what the model makes of the selected face. */
export function InsightButton(): ReactNode {
  const editor = useEditor();
  const canLook = useEditorState(isSelectedRead);
  return <div className={styles['row']}><Button className={styles['button']} disabled={!canLook} onClick={() => { COMMANDS.insight.run(editor); }}><Microscope size={14} />{panelText().lookInside}</Button></div>;
}
