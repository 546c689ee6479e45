import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { StoredModel } from '../../library/library-protocol.ts';
import { DeleteButton } from './ModelActions.tsx';
import styles from './ModelsDialog.module.css';
import { Problem } from './Problem.tsx';

/** A stored model that cannot be read: it can only be deleted. */
export function BrokenModel({ model, problem }: { readonly model: StoredModel; readonly problem: string }): ReactNode {
  return (
    <div className={styles['broken']}>
      <Problem title={`“${model.id}”, ${formatBytes(model.storedBytes)}, cannot be used`} failure={{ text: 'Its files are damaged or incomplete. Remove it, then import it again.', details: problem }} />
      <DeleteButton model={model} title={model.id} />
    </div>
  );
}
