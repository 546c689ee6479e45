import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { saveReady } from '../../state/commands/save-to-file.ts';
import { formatBytes } from '../../state/format.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { Button } from '../controls/Button.tsx';
import footer from '../controls/DialogFooter.module.css';
import styles from './SaveDialog.module.css';

const PHASES = { rendering: 'Rendering at full size', choosing: 'Choosing where to save', writing: 'Writing the file' } as const;

interface SaveFooterProps {
  readonly title: string;
  readonly canSave: boolean;
  /** Why it cannot be saved yet. */
  readonly obstacle: string;
  readonly onClose: () => void;
}

/** The end of a form that makes a file: how far it is, Cancel, and Save. */
export function SaveFooter({ title, canSave, obstacle, onClose }: SaveFooterProps): ReactNode {
  const editor = useEditor();
  const running = useEditorState((state) => state.saving.running);
  return (
    <footer className={footer['footer']}>
      {running?.phase === 'ready' ? <span className={styles['progress']} role="status">{`Ready: ${formatBytes(running.encoded.blob.size)}`}</span>
        : running ? (
          <div className={styles['progress']} role="status">
            {running.progress ? (
              <><span>{`${running.progress.done} of ${running.progress.total} frames`}</span><progress className={styles['share']} aria-label="Frames" value={running.progress.done} max={running.progress.total} /></>
            ) : <><span>{PHASES[running.phase]}</span><span className={styles['line']} /></>}
          </div>
        ) : !canSave && <span className={styles['progress']} role="status">{obstacle}</span>}
      <Button onClick={onClose}>Cancel</Button>
      {running?.phase === 'ready'
        ? <Button key="place" tone="primary" autoFocus onClick={() => { void saveReady(editor); }}><Download size={15} />Choose where to save</Button>
        : <Button key="save" type="submit" tone="primary" disabled={running !== undefined || !canSave}><Download size={15} />{title}</Button>}
    </footer>
  );
}
