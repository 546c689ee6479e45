import type { ReactNode } from 'react';
import { useEditorState } from '../../state/use-editor.ts';
import { HistoryMenu } from '../history/HistoryMenu.tsx';
import { PresetsMenu } from '../presets/PresetsMenu.tsx';
import styles from './ToolRow.module.css';

/** Above the cards: what sets several of them at once. */
export function ToolRow(): ReactNode {
  const isOpen = useEditorState(({ picture }) => picture.open !== undefined);
  return isOpen ? <div className={styles['row']}><PresetsMenu /><HistoryMenu /></div> : null;
}
