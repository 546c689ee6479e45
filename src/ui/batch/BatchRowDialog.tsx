import { useEffect, useEffectEvent, useState, type ReactNode } from 'react';
import { showRow } from '../../state/batch/commands/show-row.ts';
import { shownFiles } from '../../state/batch/batch-store.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { plainFailure } from '../../state/plain-words.ts';
import { batchText } from '../../text/batch.ts';
import { inWords } from '../../text/sentences.ts';
import { Details } from '../controls/Details.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import styles from './BatchRowDialog.module.css';

/** A file as an address that is given back when it is no longer shown. */
function useAddress(read: () => Promise<Blob | undefined>, key: string): string | undefined {
  const [address, setAddress] = useState<string>();
  const readNow = useEffectEvent(read);
  // The key says what is read.
  useEffect(() => {
    let url: string | undefined;
    let isGone = false;
    readNow().then((blob) => {
      if (!blob || isGone) return;
      url = URL.createObjectURL(blob);
      setAddress(url);
    }, () => undefined);
    return () => {
      isGone = true;
      setAddress(undefined);
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [key]);
  return address;
}

/** A picture, or words in its place where there is none that can be shown. */
function Side({ url, alt, missing }: { readonly url: string | undefined; readonly alt: string; readonly missing: string }): ReactNode {
  const [unreadable, setUnreadable] = useState<string>();
  if (url === undefined || url === unreadable) return <div className={styles['none']}>{missing}</div>;
  return <img src={url} alt={alt} className={styles['picture']} onError={() => { setUnreadable(url); }} />;
}

/** One file before and after, and everything that its row says. */
export function BatchRow({ index }: { readonly index: number }): ReactNode {
  const batch = useBatch();
  const { rows, source, sink, isTrial } = useBatchState(shownFiles);
  const row = rows[index];
  const isDone = row?.state.kind === 'done';
  const before = useAddress(async () => (row && await source?.open(row.item.path)), `${index}`);
  const after = useAddress(async () => (row && isDone ? await sink?.read(row.item.output) : undefined), `${index} ${String(isDone)}`);
  if (!row) return null;
  const { item, state } = row;
  const failure = 'reason' in state ? plainFailure(state.reason, item.path) : undefined;
  const text = failure ? failure.text
    : state.kind === 'done' ? [batchText().sized({ faces: batchText().faceCount(state.result.faces), width: state.result.widthPx, height: state.result.heightPx }), ...state.result.notes.map(inWords)].join(' ')
      : state.kind === 'running' ? batchText().atWork : batchText().itsTurn;
  return (
    <DialogFrame title={item.path} description={text} isWide onClose={() => { showRow(batch, undefined); }}>
      {failure && state.kind === 'failed' && <Details text={failure.details} />}
      <div className={styles['pair']}>
        <figure className={styles['side']}><Side url={before} alt={batchText().before} missing={state.kind === 'failed' ? batchText().noPicture : ''} /><figcaption>{batchText().before}</figcaption></figure>
        <figure className={styles['side']}><Side url={after} alt={batchText().after} missing={isDone ? '' : state.kind === 'failed' || state.kind === 'skipped' ? batchText().noResult : batchText().notYet} /><figcaption>{isDone && !isTrial ? batchText().afterOf({ output: item.output }) : batchText().after}</figcaption></figure>
      </div>
    </DialogFrame>
  );
}
