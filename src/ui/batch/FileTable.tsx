import { useRef, type ReactNode } from 'react';
import { showRow } from '../../state/batch/commands/show-row.ts';
import { skipRow } from '../../state/batch/commands/skip-row.ts';
import type { JournalRow } from '../../batch/journal.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import { plainFailure } from '../../state/plain-words.ts';
import { batchText } from '../../text/batch.ts';
import { inWords } from '../../text/sentences.ts';
import { Button } from '../controls/Button.tsx';
import styles from './FileTable.module.css';
import { stateText } from './state-text.ts';
import { Thumbnail } from './Thumbnail.tsx';
import { useVisibleLines } from './use-visible-lines.ts';

const ROW_PX = 56;

function Row({ row: { item, state }, index, topPx }: { readonly row: JournalRow; readonly index: number; readonly topPx: number }): ReactNode {
  const batch = useBatch();
  const reason = 'reason' in state ? plainFailure(state.reason, item.path).text : state.kind === 'done' ? state.result.notes.map(inWords).join(' ') : '';
  return (
    <div role="row" aria-rowindex={index + 2} className={styles['row']} data-state={state.kind} style={{ transform: `translateY(${topPx}px)`, height: ROW_PX }}>
      <span role="cell"><Thumbnail path={item.path} output={state.kind === 'done' ? item.output : undefined} /></span>
      <span role="cell" className={styles['names']}>
        <button type="button" className={styles['name']} onClick={() => { showRow(batch, index); }}>{item.path}</button>
        <span className={styles['reason']} title={reason}>{reason || item.output}</span>
      </span>
      <span role="cell" className={styles['faces']}>{state.kind === 'done' ? batchText().faceCount(state.result.faces) : ''}</span>
      <span role="cell" className={styles['state']}>{stateText(state.kind)}</span>
      <span role="cell" className={styles['action']}>
        {state.kind === 'waiting' && <Button className={styles['skip']} aria-label={batchText().leaveOut({ path: item.path })} onClick={() => { void skipRow(batch, index); }}>{batchText().skip}</Button>}
      </span>
    </div>
  );
}

/** Every file of the run; only the rows in sight exist. */
export function FileTable({ rows }: { readonly rows: readonly JournalRow[] }): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const { lines, heightPx } = useVisibleLines(scroller, rows.length, ROW_PX, 6);
  return (
    <div ref={scroller} className={styles['scroll']} role="table" aria-label={batchText().filesOfRun} aria-rowcount={rows.length + 1} tabIndex={0}>
      <div role="row" aria-rowindex={1} className={styles['head']}>
        {['', batchText().file, batchText().faces, batchText().state, ''].map((title, column) => <span key={column} role={title === '' ? 'cell' : 'columnheader'}>{title}</span>)}
      </div>
      <div role="rowgroup" className={styles['body']} style={{ height: heightPx }}>
        {lines.map(({ index, topPx }) => <Row key={rows[index]!.item.id} row={rows[index]!} index={index} topPx={topPx} />)}
      </div>
    </div>
  );
}
