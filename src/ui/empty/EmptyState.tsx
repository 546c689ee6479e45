import { FolderOpen, LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { openSample } from '../../state/commands/open-picture.ts';
import { SAMPLES } from '../../state/samples.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { Button } from '../controls/Button.tsx';
import { KeptLine } from '../recent/KeptLine.tsx';
import { RecentPictures } from '../recent/RecentPictures.tsx';
import { COMMANDS } from '../commands/command-table.ts';
import styles from './EmptyState.module.css';

/** The invitation: what Mien does, how to begin, and where pictures go (nowhere). */
export function EmptyState(): ReactNode {
  const editor = useEditor();
  const hasRecent = useEditorState(({ session }) => session.recent.length > 0);
  return (
    <div className={styles['empty']}>
      <section className={styles['invitation']} aria-labelledby="invitation">
        <h2 id="invitation" className={styles['headline']}>{controlsText().headline}<br />{controlsText().headlineSame}</h2>
        <p className={styles['promise']}>{controlsText().promise}</p>
        <div className={styles['start']}>
          <Button tone="primary" size="large" onClick={() => { COMMANDS.open.run(); }}>
            <FolderOpen size={17} />{controlsText().openPhoto}
          </Button>
          <span className={styles['or']}>{controlsText().orDrop}</span>
        </div>
        {hasRecent && (
          <div className={styles['samples']}>
            <h3 className={styles['recent']}>{controlsText().recent}</h3>
            <RecentPictures />
            <KeptLine />
          </div>
        )}
        <div className={styles['samples']}>
          <ul className={styles['thumbs']}>
            {SAMPLES.map((sample) => (
              <li key={sample.url}>
                <button type="button" className={styles['sample']} aria-label={controlsText().trySample({ title: sample.title })} onClick={() => { void openSample(editor, sample); }}>
                  <img src={sample.url} width="84" height="84" alt="" />
                </button>
              </li>
            ))}
          </ul>
          <p className={styles['caption']}>{controlsText().samplesCaption}</p>
        </div>
        <p className={styles['privacy']}><LockKeyhole size={14} />{controlsText().privacy}</p>
      </section>
    </div>
  );
}
