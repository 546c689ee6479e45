import { Grid3x3 } from 'lucide-react';
import type { ReactNode } from 'react';
import { isSelectedRead } from '../../state/face-tasks.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { COMMANDS } from '../commands/command-table.ts';
import { HistoryMenu } from '../history/HistoryMenu.tsx';
import { PresetsMenu } from '../presets/PresetsMenu.tsx';
import styles from './ToolRow.module.css';

/** Above the cards: what sets several of them at once. */
export function ToolRow(): ReactNode {
  const editor = useEditor();
  const isOpen = useEditorState(({ picture }) => picture.open !== undefined);
  const isRead = useEditorState(isSelectedRead);
  if (!isOpen) return null;
  return (
    <div className={styles['row']}>
      <PresetsMenu />
      <button type="button" className={styles['trigger']} disabled={!isRead} onClick={() => { COMMANDS.variations.run(editor); }}><Grid3x3 size={13} />{panelText().variations}</button>
      <HistoryMenu />
    </div>
  );
}
