import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Problem.module.css';

/** What went wrong, within a dialog. */
export function Problem({ title, detail }: { readonly title: string; readonly detail: string }): ReactNode {
  return (
    <div className={styles['problem']} role="alert">
      <CircleAlert size={17} className={styles['icon']} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        <p className={styles['detail']}>{detail}</p>
      </div>
    </div>
  );
}
