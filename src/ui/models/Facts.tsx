import type { ReactNode } from 'react';
import styles from './Facts.module.css';

/** A name and what is known under it. */
export type Fact = readonly [name: string, value: string];

/** Short facts side by side. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className={styles['name']}>{name}</dt>
          <dd className={styles['value']}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
