import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { saveReady } from '../../state/commands/save-to-file.ts';
import { formatBytes } from '../../state/format.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { Button } from '../controls/Button.tsx';
import footer from '../controls/DialogFooter.module.css';
import styles from './SaveDialog.module.css';

const PHASES = { get rendering() { return dialogsText().renderingFull; }, get choosing() { return dialogsText().choosingWhere; }, get writing() { return dialogsText().writing; } } as const;

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
      {running?.phase === 'ready' ? <span className={styles['progress']} role="status">{dialogsText().ready({ size: formatBytes(running.encoded.blob.size) })}</span>
        : running ? (
          <div className={styles['progress']} role="status">
            {running.progress ? (
              <><span>{dialogsText().framesDone({ done: running.progress.done, total: running.progress.total })}</span><progress className={styles['share']} aria-label={dialogsText().frames} value={running.progress.done} max={running.progress.total} /></>
            ) : <><span>{PHASES[running.phase]}</span><span className={styles['line']} /></>}
          </div>
        ) : !canSave && <span className={styles['progress']} role="status">{obstacle}</span>}
      <Button onClick={onClose}>{dialogsText().cancel}</Button>
      {running?.phase === 'ready'
        ? <Button key="place" tone="primary" autoFocus onClick={() => { void saveReady(editor); }}><Download size={15} />{dialogsText().chooseWhere}</Button>
        : <Button key="save" type="submit" tone="primary" disabled={running !== undefined || !canSave}><Download size={15} />{title}</Button>}
    </footer>
  );
}
