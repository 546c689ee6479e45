import type { ReactNode } from 'react';
import { newRun } from '../../state/batch/commands/new-run.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { formatBytes } from '../../state/format.ts';
import { Button } from '../controls/Button.tsx';
import styles from './RunHeader.module.css';

/** Says what of a run lies in the browser's storage, for as long as it does, and how to be rid of it. */
export function KeptNote(): ReactNode {
  const batch = useBatch();
  const { phase, rows, zip, sinkFolder, reference, isForgotten } = useBatchState((state) => state);
  if (isForgotten) return <p className={styles['note']} role="status">Saved. Nothing of this run is kept in this browser any more.</p>;
  const bytes = rows.reduce((sum, { state }) => sum + (state.kind === 'done' ? state.result.outputBytes : 0), 0);
  if (phase !== 'paused' && phase !== 'finished') return null;
  if (sinkFolder) {
    if (phase === 'paused') return null;
    return <p className={styles['note']}>{`The list of these files${reference ? ' and the picture that faces were to be like are' : ' is'} kept in this browser’s storage until you choose “New batch”.`}</p>;
  }
  if (bytes === 0) return null;
  return (
    <p className={styles['note']}>
      {`The edited pictures are kept in this browser’s storage, ${formatBytes(zip ? bytes + zip.size : bytes)}${zip ? ' as files and as the zip' : ''}, until you ${zip ? 'save or ' : ''}forget them. `}
      <Button onClick={() => { void newRun(batch); }}>Forget them</Button>
    </p>
  );
}
