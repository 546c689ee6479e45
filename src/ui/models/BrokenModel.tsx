import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { StoredModel } from '../../library/library-protocol.ts';
import { modelsText } from '../../text/models.ts';
import { DeleteButton } from './ModelActions.tsx';
import styles from './ModelsDialog.module.css';
import { Problem } from './Problem.tsx';

/** A stored model that cannot be read: it can only be deleted. */
export function BrokenModel({ model, problem }: { readonly model: StoredModel; readonly problem: string }): ReactNode {
  return (
    <div className={styles['broken']}>
      <Problem title={modelsText().unusable({ id: model.id, size: formatBytes(model.storedBytes) })} failure={{ text: modelsText().damaged, details: problem }} />
      <DeleteButton model={model} title={model.id} />
    </div>
  );
}
