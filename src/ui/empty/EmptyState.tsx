import { FolderOpen, LockKeyhole } from 'lucide-react';
import type { ReactNode } from 'react';
import { openSample } from '../../state/commands/open-picture.ts';
import { SAMPLES } from '../../state/samples.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { Button } from '../controls/Button.tsx';
import { KeptLine } from '../recent/KeptLine.tsx';
import { RecentPictures } from '../recent/RecentPictures.tsx';
import { OPEN_REQUEST } from '../shortcuts/shortcut-table.ts';
import styles from './EmptyState.module.css';

/** The invitation: what Mien does, how to begin, and where pictures go (nowhere). */
export function EmptyState(): ReactNode {
  const editor = useEditor();
  const hasRecent = useEditorState(({ session }) => session.recent.length > 0);
  return (
    <div className={styles['empty']}>
      <section className={styles['invitation']} aria-labelledby="invitation">
        <h2 id="invitation" className={styles['headline']}>Another expression.<br />The same photograph.</h2>
        <p className={styles['promise']}>Move a slider and the face follows, live; skin, hair and light stay the camera’s own.</p>
        <div className={styles['start']}>
          <Button tone="primary" size="large" onClick={() => { window.dispatchEvent(new Event(OPEN_REQUEST)); }}>
            <FolderOpen size={17} />Open a photo
          </Button>
          <span className={styles['or']}>or drop or paste one anywhere</span>
        </div>
        {hasRecent && (
          <div className={styles['samples']}>
            <h3 className={styles['recent']}>Recent</h3>
            <RecentPictures />
            <KeptLine />
          </div>
        )}
        <div className={styles['samples']}>
          <ul className={styles['thumbs']}>
            {SAMPLES.map((sample) => (
              <li key={sample.url}>
                <button type="button" className={styles['sample']} aria-label={`Try ${sample.title}`} onClick={() => { void openSample(editor, sample); }}>
                  <img src={sample.url} width="84" height="84" alt="" />
                </button>
              </li>
            ))}
          </ul>
          <p className={styles['caption']}>No photo at hand? Try an average face, the mean of at least 60 people and nobody’s picture, or a drawn one.</p>
        </div>
        <p className={styles['privacy']}><LockKeyhole size={14} />Nothing leaves your machine: the model runs in this tab.</p>
      </section>
    </div>
  );
}
