import type { ReactNode } from 'react';
import type { StyleInsight } from '../../l2m/insight.ts';
import { dialogsText } from '../../text/dialogs.ts';
import styles from './InsightDialog.module.css';

interface StyleMapProps {
  readonly map: StyleInsight['map'];
  /** Per domain, in the table's order. */
  readonly names: readonly string[];
}

const SIDE = 220;
const MARGIN = 16;

/** Where the face's related code is, where the model has it in every domain, and where the edit took it. */
export function StyleMap({ map: { source, edited, targets }, names }: StyleMapProps): ReactNode {
  const all = [source, edited, ...targets];
  const [xs, ys] = [all.map(({ x }) => x), all.map(({ y }) => y)];
  const extent = Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys), 1e-6);
  const [midX, midY] = [(Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2];
  const at = ({ x, y }: { readonly x: number; readonly y: number }): { readonly cx: number; readonly cy: number } => ({
    cx: SIDE / 2 + ((x - midX) / extent) * (SIDE - 2 * MARGIN), cy: SIDE / 2 - ((y - midY) / extent) * (SIDE - 2 * MARGIN),
  });
  const [from, to] = [at(source), at(edited)];
  return (
    <svg className={styles['map']} viewBox={`0 0 ${SIDE} ${SIDE}`} role="img" aria-label={dialogsText().mapName}>
      <line className={styles['way']} x1={from.cx} y1={from.cy} x2={to.cx} y2={to.cy} />
      {targets.map((target, d) => <circle key={names[d] ?? d} className={styles['target']} {...at(target)} r={4}><title>{names[d]}</title></circle>)}
      <circle className={styles['from']} {...from} r={6}><title>{dialogsText().mapFace}</title></circle>
      <circle className={styles['to']} {...to} r={6}><title>{dialogsText().mapEdit}</title></circle>
    </svg>
  );
}
