import { FolderInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { shownFiles } from '../../state/batch/batch-store.ts';
import { useBatchState } from '../../state/batch/page-batch.ts';
import { batchText } from '../../text/batch.ts';
import styles from './FileTable.module.css';
import { FileTable } from './FileTable.tsx';
import { ResultGrid } from './ResultGrid.tsx';

export type FileLayout = 'list' | 'grid';

/** What the folder holds and what came of it: a line each, or pictures side by side. */
export function Files({ layout }: { readonly layout: FileLayout }): ReactNode {
  const { rows, source } = useBatchState(shownFiles);
  if (rows.length === 0) {
    return (
      <div className={styles['empty']}>
        <FolderInput size={30} strokeWidth={1.4} />
        <p className={styles['lead']}>{source ? batchText().picturesIn({ pictures: batchText().pictureCount(source.listing.files.length), name: source.name }) : batchText().dropHere}</p>
        <p className={styles['hint']}>{source ? batchText().setRecipe : batchText().sameEdit}</p>
      </div>
    );
  }
  return layout === 'grid' ? <ResultGrid rows={rows} /> : <FileTable rows={rows} />;
}
