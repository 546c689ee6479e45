import type { ReactNode } from 'react';
import { cancelImport } from '../../state/commands/import-model.ts';
import { formatBytes } from '../../state/format.ts';
import type { LibraryProgress } from '../../library/library-protocol.ts';
import type { ImportWork } from '../../state/slices/models-slice.ts';
import { useEditor } from '../../state/use-editor.ts';
import { modelsText } from '../../text/models.ts';
import { Button } from '../controls/Button.tsx';
import styles from './WorkProgress.module.css';

const STAGES: Readonly<Record<LibraryProgress['stage'], string>> = {
  get convert() { return modelsText().converting; },
  get hash() { return modelsText().fingerprinting; },
  get runtime() { return modelsText().loadingRuntime; },
  get check() { return modelsText().trying; },
  get copy() { return modelsText().checking; },
};

function stageText({ progress, isCancelling }: ImportWork): string {
  if (isCancelling) return modelsText().cancelling;
  return progress ? STAGES[progress.stage] : modelsText().starting;
}

/** How far a conversion or copy is, in bytes of its work, and the way out of it. */
export function WorkProgress({ work }: { readonly work: ImportWork }): ReactNode {
  const editor = useEditor();
  const { progress, isCancelling } = work;
  const share = progress ? progress.doneBytes / progress.totalBytes : 0;
  const bytes = progress ? modelsText().bytesOf({ done: formatBytes(progress.doneBytes), total: formatBytes(progress.totalBytes) }) : '';
  return (
    <>
      <div className={styles['progress']}>
        <p className={styles['text']}><span role="status">{stageText(work)}</span><span className={styles['bytes']}>{bytes}</span></p>
        <div
          className={styles['bar']} role="progressbar" aria-label={modelsText().importing} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)}
          aria-valuetext={`${stageText(work)} ${bytes}`}
        >
          <span className={styles['done']} style={{ width: `${share * 100}%` }} />
        </div>
      </div>
      <Button disabled={isCancelling} onClick={() => { cancelImport(editor); }}>{modelsText().cancel}</Button>
    </>
  );
}
