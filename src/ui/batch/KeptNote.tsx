import type { ReactNode } from 'react';
import { newRun } from '../../state/batch/commands/new-run.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { formatBytes } from '../../state/format.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import styles from './RunHeader.module.css';

/** Says what of a run lies in the browser's storage, for as long as it does, and how to be rid of it. */
export function KeptNote(): ReactNode {
  const batch = useBatch();
  const { phase, rows, zip, sinkFolder, reference, isForgotten } = useBatchState((state) => state);
  if (isForgotten) return <p className={styles['note']} role="status">{batchText().savedNothingKept}</p>;
  const bytes = rows.reduce((sum, { state }) => sum + (state.kind === 'done' ? state.result.outputBytes : 0), 0);
  if (phase !== 'paused' && phase !== 'finished') return null;
  if (sinkFolder) {
    if (phase === 'paused') return null;
    return <p className={styles['note']}>{reference ? batchText().listAndReferenceKept : batchText().listKept}</p>;
  }
  if (bytes === 0) return null;
  return (
    <p className={styles['note']}>
      {zip ? batchText().filesAndZipKept({ size: formatBytes(bytes + zip.size) }) : batchText().filesKept({ size: formatBytes(bytes) })}{' '}
      <Button onClick={() => { void newRun(batch); }}>{batchText().forget}</Button>
    </p>
  );
}
