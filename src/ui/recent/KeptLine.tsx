import type { ReactNode } from 'react';
import { clearRecent } from '../../state/commands/sessions.ts';
import { formatBytes } from '../../state/format.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import styles from './RecentPictures.module.css';

/** How much is kept, where, and how to be rid of it. */
export function KeptLine(): ReactNode {
  const editor = useEditor();
  const { heldBytes, hasRecent } = useEditorState(({ session }) => ({ heldBytes: session.heldBytes, hasRecent: session.recent.length > 0 }));
  return (
    <p className={styles['kept']}>
      {heldBytes === 0 ? controlsText().nothingKept : controlsText().keptHere({ size: formatBytes(heldBytes) })}
      {hasRecent && <button type="button" className={styles['clear']} onClick={() => { void clearRecent(editor); }}>{controlsText().clearRecent}</button>}
    </p>
  );
}
