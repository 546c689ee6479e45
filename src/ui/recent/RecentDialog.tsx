import { Switch } from 'radix-ui';
import { useEffect, type ReactNode } from 'react';
import { refreshRecent, setKeeping } from '../../state/commands/sessions.ts';
import { showDialog } from '../../state/commands/view.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import switchStyles from '../controls/Switch.module.css';
import { KeptLine } from './KeptLine.tsx';
import { RecentPictures } from './RecentPictures.tsx';
import styles from './RecentPictures.module.css';

/** What this browser keeps of earlier pictures, and whether it does. */
export function RecentDialog(): ReactNode {
  const editor = useEditor();
  const { keepsSessions, hasRecent, problem } = useEditorState(({ view, session }) => ({
    keepsSessions: view.preferences.keepsSessions, hasRecent: session.recent.length > 0, problem: session.problem,
  }));
  useEffect(() => { void refreshRecent(editor); }, [editor]);
  return (
    <DialogFrame title={controlsText().recentTitle} description={controlsText().recentHint} onClose={() => { showDialog(editor, undefined); }}>
      <div className={styles['parts']}>
        {hasRecent && <RecentPictures />}
        <KeptLine />
        {problem !== undefined && <p className={styles['problem']} role="alert">{problem}</p>}
        <label className={styles['choice']}>
          {controlsText().keepHere}
          <Switch.Root className={switchStyles['switch']} checked={keepsSessions} onCheckedChange={(isOn) => { void setKeeping(editor, isOn); }}>
            <Switch.Thumb className={switchStyles['thumb']} />
          </Switch.Root>
        </label>
        <p className={styles['fine']}>
          {keepsSessions
            ? controlsText().keepsHint
            : controlsText().keepsNothing}
        </p>
      </div>
    </DialogFrame>
  );
}
