import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from 'react';
import type { JournalRow } from '../../batch/journal.ts';
import { showRow } from '../../state/batch/commands/show-row.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import { batchText } from '../../text/batch.ts';
import styles from './ResultGrid.module.css';
import { stateText } from './state-text.ts';
import { Thumbnail } from './Thumbnail.tsx';
import { useVisibleLines } from './use-visible-lines.ts';

const TILE_PX = 168;
const GAP_PX = 12;
const CAPTION_PX = 26;

/** How many tiles fit side by side, two at least, and how wide they are then. */
function useColumns(ref: RefObject<HTMLDivElement | null>): { readonly columns: number; readonly tilePx: number } {
  const [widthPx, setWidthPx] = useState(0);
  useLayoutEffect(() => {
    const body = ref.current;
    if (!body) return undefined;
    const observer = new ResizeObserver(() => { setWidthPx(body.clientWidth); });
    observer.observe(body);
    return () => { observer.disconnect(); };
  }, [ref]);
  const columns = Math.max(2, Math.floor((widthPx + GAP_PX) / (TILE_PX + GAP_PX)));
  return { columns, tilePx: Math.max(1, Math.floor((widthPx - (columns - 1) * GAP_PX) / columns)) };
}

function Tile({ row: { item, state }, index }: { readonly row: JournalRow; readonly index: number }): ReactNode {
  const batch = useBatch();
  const said = state.kind === 'done' ? '' : stateText(state.kind);
  return (
    <div role="listitem" className={styles['cell']}>
      <button type="button" className={styles['tile']} data-state={state.kind} aria-label={said === '' ? item.path : `${item.path}: ${said}`} onClick={() => { showRow(batch, index); }}>
        <Thumbnail path={item.path} output={state.kind === 'done' ? item.output : undefined} isLarge />
        <span className={styles['caption']}>
          <span className={styles['name']}>{item.path}</span>
          {said !== '' && <span className={styles['state']}>{said}</span>}
        </span>
      </button>
    </div>
  );
}

/** Results side by side, their originals under the pointer; only the tiles in sight exist. */
export function ResultGrid({ rows }: { readonly rows: readonly JournalRow[] }): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const { columns, tilePx } = useColumns(body);
  const { lines, heightPx } = useVisibleLines(scroller, Math.ceil(rows.length / columns), tilePx + CAPTION_PX + GAP_PX, 1);
  return (
    <div ref={scroller} className={styles['scroll']} tabIndex={0}>
      <div ref={body} role="list" aria-label={batchText().results} className={styles['body']} style={{ height: heightPx }}>
        {lines.map(({ index: line, topPx }) => (
          <div key={line} role="presentation" className={styles['line']} style={{ transform: `translateY(${topPx}px)`, gridTemplateColumns: `repeat(${columns}, ${tilePx}px)`, gap: GAP_PX }}>
            {rows.slice(line * columns, (line + 1) * columns).map((row, column) => <Tile key={row.item.id} row={row} index={line * columns + column} />)}
          </div>
        ))}
      </div>
    </div>
  );
}
