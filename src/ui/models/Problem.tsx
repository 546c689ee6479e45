import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { PlainFailure } from '../../state/plain-words.ts';
import { Details } from '../controls/Details.tsx';
import styles from './Problem.module.css';

/** What went wrong, within a dialog. */
export function Problem({ title, failure: { text, details } }: { readonly title: string; readonly failure: PlainFailure }): ReactNode {
  return (
    <div className={styles['problem']} role="alert">
      <CircleAlert size={17} className={styles['icon']} />
      <div className={styles['words']}>
        <p className={styles['title']}>{title}</p>
        <p className={styles['detail']}>{text}</p>
        <Details text={details} />
      </div>
    </div>
  );
}
