import { VisuallyHidden } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Wordmark.module.css';

/** The mark: one face, its left half as taken, its right half as edited. */
export function Mark({ sizePx }: { readonly sizePx: number }): ReactNode {
  return (
    <svg width={sizePx} height={sizePx} viewBox="0 0 24 24" fill="none" strokeLinecap="round" aria-hidden="true">
      <g stroke="currentColor" strokeWidth="2.5"><path d="M3.6 16.4h5.2" /><path d="M7.2 8v.01" strokeWidth="4" /></g>
      <g className={styles['edited']} strokeWidth="2.5"><path d="M15.2 16.4c2.9 0 4.8-1.5 5.6-4.4" /><path d="M16.8 8v.01" strokeWidth="4" /></g>
      <path d="M12 2.5v19" stroke="currentColor" strokeWidth="1.1" opacity="0.4" />
    </svg>
  );
}

/** The name, drawn in one line width. */
export function Wordmark(): ReactNode {
  return (
    <h1 className={styles['wordmark']}>
      <VisuallyHidden.Root>Mien</VisuallyHidden.Root>
      <Mark sizePx={26} />
      <svg className={styles['name']} height="15" viewBox="0 0 52 20" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
        <path d="M1.5 18V4l6.75 9L15 4v14" />
        <path d="M21 9.2V18M21 4.2v.01" strokeWidth="2.3" />
        <path d="M27 13.5h9.4a4.75 4.75 0 1 0-1.5 3.5" />
        <path d="M42.2 9.2V18M42.2 13.2c0-2.4 1.6-4 3.9-4s3.9 1.6 3.9 4V18" />
      </svg>
    </h1>
  );
}
