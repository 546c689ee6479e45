import { FolderInput } from 'lucide-react';
import type { ReactNode } from 'react';
import { shownFiles } from '../../state/batch/batch-store.ts';
import { useBatchState } from '../../state/batch/page-batch.ts';
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
        <p className={styles['lead']}>{source ? `${source.listing.files.length} pictures in “${source.name}”` : 'Drop a folder, pictures or a zip here'}</p>
        <p className={styles['hint']}>{source ? 'Set the recipe, then start.' : 'Every picture gets the same edit. Originals are never written to, and nothing leaves this machine.'}</p>
      </div>
    );
  }
  return layout === 'grid' ? <ResultGrid rows={rows} /> : <FileTable rows={rows} />;
}
