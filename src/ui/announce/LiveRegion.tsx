import type { ReactNode } from 'react';
import { useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import styles from './LiveRegion.module.css';

/** Says aloud what eyes see happen; there from the start, since a region that appears with its words is not read. */
export function LiveRegion(): ReactNode {
  const { text, count } = useEditorState(({ announcement }) => announcement);
  return <div className={styles['region']} role="status" aria-live="polite" aria-label={controlsText().happens}><span key={count}>{text}</span></div>;
}
