import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { StorageUsage } from '../../bridge/model-library.ts';
import { modelsText } from '../../text/models.ts';
import styles from './StorageMeter.module.css';

/** How much of this browser's storage is taken. */
export function StorageMeter({ usage, hasModels }: { readonly usage: StorageUsage; readonly hasModels: boolean }): ReactNode {
  const { usedBytes, quotaBytes, persistent } = usage;
  return (
    <div className={styles['storage']}>
      <p className={styles['text']}>{modelsText().storageFacts({ used: formatBytes(usedBytes), quota: formatBytes(quotaBytes) })}</p>
      <div className={styles['bar']} role="meter" aria-label={modelsText().storageUsed} aria-valuemin={0} aria-valuemax={quotaBytes} aria-valuenow={usedBytes}>
        <span className={styles['done']} style={{ width: `${quotaBytes > 0 ? (usedBytes / quotaBytes) * 100 : 0}%` }} />
      </div>
      {hasModels && !persistent && <p className={styles['fine']}>{modelsText().mayBeCleared}</p>}
    </div>
  );
}
