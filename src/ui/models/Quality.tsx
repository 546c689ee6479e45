import type { ReactNode } from 'react';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { modelsText } from '../../text/models.ts';
import details from './ModelDetails.module.css';
import styles from './Quality.module.css';

type MeasuredQuality = NonNullable<BundleManifest['quality']>;
type Row = MeasuredQuality['rows'][number];

function Rows({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  return (
    <dl className={styles['rows']}>
      {rows.map(({ name, value, unit }) => (
        <div key={name} className={styles['row']}><dt>{name}</dt><dd className={styles['number']}>{`${value} ${unit}`.trimEnd()}</dd></div>
      ))}
    </dl>
  );
}

/** What was measured of a model: rows without a group as they are, groups to open, the first of them open. */
export function Quality({ quality: { measuredBy, rows } }: { readonly quality: MeasuredQuality }): ReactNode {
  const names = [...new Set(rows.map(({ group }) => group))];
  const firstNamed = names.find((name) => name !== undefined);
  return (
    <section className={details['part']}>
      <h4 className={details['heading']}>{modelsText().measured}</h4>
      {names.map((name) => {
        const members = <Rows key={name ?? ''} rows={rows.filter(({ group }) => group === name)} />;
        return name === undefined ? members : (
          <details key={name} className={styles['group']} open={name === firstNamed}>
            <summary className={styles['title']}>{name}</summary>
            {members}
          </details>
        );
      })}
      <p className={details['fine']}>{modelsText().measuredBy({ name: measuredBy })}</p>
    </section>
  );
}
