import type { ReactNode } from 'react';
import { controlsText } from '../../text/controls.ts';
import styles from './Details.module.css';

/** What only a report of a failure needs, out of sight until it is asked for. */
export function Details({ text }: { readonly text: string }): ReactNode {
  return (
    <details className={styles['details']}>
      <summary className={styles['summary']}>{controlsText().details}</summary>
      <p className={styles['text']}>{text}</p>
    </details>
  );
}
