import type { ReactNode } from 'react';
import { formatBytes, secondsLeft } from '../../state/format.ts';
import { useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import styles from './StageProgress.module.css';

/** How far the first model is, in the middle of the picture: until it is there nothing else happens. */
export function StageProgress(): ReactNode {
  const { isAlone, progress } = useEditorState(({ engine, picture }) => ({
    isAlone: picture.open !== undefined && engine.loading !== undefined && engine.loaded === undefined, progress: engine.loading?.progress,
  }));
  if (!isAlone) return null;
  const share = progress ? progress.doneBytes / progress.totalBytes : 0;
  const left = progress && secondsLeft(progress);
  const title = share < 1 ? stageText().loadingModel : stageText().checkingModel;
  const bytes = progress && share < 1 ? stageText().bytesOf({ done: formatBytes(progress.doneBytes), total: formatBytes(progress.totalBytes) }) : '';
  const time = left !== undefined && left > 0 ? stageText().secondsLeft({ left }) : '';
  return (
    <div className={styles['progress']}>
      <p className={styles['title']}>{title}</p>
      <div className={styles['bar']} role="progressbar" aria-label={title} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={[bytes, time].filter(Boolean).join(', ')}>
        <span className={styles['done']} style={{ width: `${share * 100}%` }} />
      </div>
      <p className={styles['facts']}><span>{bytes}</span><span>{time}</span></p>
    </div>
  );
}
