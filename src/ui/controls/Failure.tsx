import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from './Button.tsx';
import styles from './Failure.module.css';

/** What stands in the place of a part that is not there, with a way to have it after all. */
export function Failure({ title, detail, onRetry }: { readonly title: string; readonly detail: string; readonly onRetry: () => void }): ReactNode {
  return (
    <div className={styles['failure']} role="alert">
      <p className={styles['title']}>{title}</p>
      <p className={styles['detail']}>{detail} Your edit is kept.</p>
      <Button onClick={onRetry}><RotateCcw size={14} />Try again</Button>
    </div>
  );
}
