import { Download, FileSpreadsheet, Pause, Play, RotateCcw, X } from 'lucide-react';
import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { cancelRun } from '../../state/batch/commands/cancel-run.ts';
import { newRun } from '../../state/batch/commands/new-run.ts';
import { pauseRun } from '../../state/batch/commands/pause-run.ts';
import { reporting } from '../../state/batch/commands/reporting.ts';
import { resumeRun } from '../../state/batch/commands/resume-run.ts';
import { retryFailed } from '../../state/batch/commands/retry-failed.ts';
import { saveReport } from '../../state/batch/commands/save-report.ts';
import { saveZip } from '../../state/batch/commands/save-zip.ts';
import { say } from '../../state/announcement.ts';
import { countStates, type Counts } from '../../batch/journal.ts';
import { shownFiles, type BatchState } from '../../state/batch/batch-store.ts';
import { useBatch, useBatchState } from '../../state/batch/page-batch.ts';
import { useEditor } from '../../state/use-editor.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import type { FileLayout } from './Files.tsx';
import { KeptNote } from './KeptNote.tsx';
import styles from './RunHeader.module.css';

const TITLES: Readonly<Record<BatchState['phase'], string>> = { get setup() { return batchText().batch; }, get trying() { return batchText().trying; }, get preparing() { return batchText().preparing; }, get running() { return batchText().running; }, get paused() { return batchText().paused; }, get packing() { return batchText().packing; }, get finished() { return batchText().finished; } };

function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return batchText().secondsLeft({ n: seconds });
  return seconds < 5400 ? batchText().minutesLeft({ n: Math.round(seconds / 60) }) : batchText().hoursLeft({ n: (seconds / 3600).toFixed(1) });
}

function Bar({ counts, total }: { readonly counts: Counts; readonly total: number }): ReactNode {
  const through = counts.done + counts.failed + counts.skipped;
  return (
    <div className={styles['bar']} role="progressbar" aria-label={batchText().filesThrough} aria-valuemin={0} aria-valuemax={total} aria-valuenow={through}>
      <span className={styles['done']} style={{ width: `${(100 * counts.done) / total}%` }} />
      <span className={styles['failed']} style={{ width: `${(100 * counts.failed) / total}%` }} />
      <span className={styles['skipped']} style={{ width: `${(100 * counts.skipped) / total}%` }} />
    </div>
  );
}

/** A run is told at each of so many equal steps: a file at a time nobody could listen to. */
const STEPS = 4;

/** Tells who listens how far the run is. */
function useTold(title: string, counts: Counts, total: number): void {
  const { store } = useEditor();
  const through = counts.done + counts.failed + counts.skipped;
  const step = total === 0 ? 0 : Math.floor((STEPS * through) / total);
  const tell = useEffectEvent(() => {
    if (total > 0) say(store, counts.failed > 0 ? batchText().toldFailed({ title, done: counts.done, total, failed: counts.failed }) : batchText().told({ title, done: counts.done, total }));
  });
  useEffect(() => { tell(); }, [title, step]);
}

const LAYOUTS = [{ value: 'list', get title() { return batchText().list; } }, { value: 'grid', get title() { return batchText().grid; } }] as const;

/** What a trial is, and whether it is of what is set now. */
function TrialNote(): ReactNode {
  const { phase, recipe, trial } = useBatchState((state) => state);
  if (phase === 'trying') return <p className={styles['note']}>{batchText().trialUnderWay}</p>;
  const isOld = trial?.recipe !== recipe;
  return <p className={styles['note']} role="status">{isOld ? batchText().trialOld : batchText().trialDone}</p>;
}

interface RunHeaderProps {
  readonly models: readonly ModelChoice[];
  readonly layout: FileLayout;
  readonly onLayout: (layout: FileLayout) => void;
}

/** How far the run is, and what can be done with it. */
export function RunHeader({ models, layout, onLayout }: RunHeaderProps): ReactNode {
  const batch = useBatch();
  const { phase, pace, missing, zip, sourceName, sinkFolder, isForgotten } = useBatchState((state) => state);
  const { rows, isTrial } = useBatchState(shownFiles);
  const counts = countStates(rows);
  const title = isTrial && phase === 'setup' ? batchText().trial : TITLES[phase];
  useTold(title, counts, rows.length);
  const resume = (): void => { void reporting(batch, () => resumeRun(batch, models)); };
  return (
    <header className={styles['header']}>
      <div className={styles['line']}>
        <h1 className={styles['title']}>{title}</h1>
        {rows.length > 0 && (
          <p className={styles['counts']}>
            {batchText().doneOf({ done: counts.done, total: rows.length })}
            {counts.failed > 0 && <span className={styles['bad']}>{batchText().failedCount(counts.failed)}</span>}
            {counts.skipped > 0 && <span>{batchText().leftOutCount(counts.skipped)}</span>}
            {phase === 'running' && pace && <span>{batchText().pace({ rate: pace.filesPerSecond.toFixed(1), left: formatLeft(pace.leftMs) })}</span>}
          </p>
        )}
        <div className={styles['actions']}>
          {rows.length > 0 && <Segmented label={batchText().filesAs} value={layout} options={LAYOUTS} onChange={onLayout} />}
          {phase === 'running' && <Button onClick={() => { pauseRun(batch); }}><Pause size={14} />{batchText().pause}</Button>}
          {phase === 'paused' && missing !== 'source' && <Button tone="primary" onClick={resume}><Play size={14} />{batchText().goOn}</Button>}
          {(phase === 'running' || phase === 'paused' || phase === 'trying') && <Button onClick={() => { void cancelRun(batch); }}><X size={14} />{batchText().cancel}</Button>}
          {!isForgotten && (phase === 'finished' || (phase === 'paused' && missing === undefined)) && counts.failed > 0 && <Button onClick={() => { void retryFailed(batch, models); }}><RotateCcw size={14} />{batchText().retryFailed}</Button>}
          {(phase === 'finished' || phase === 'paused') && rows.length > 0 && <Button onClick={() => { void saveReport(batch); }}><FileSpreadsheet size={14} />{batchText().report}</Button>}
          {phase === 'finished' && <Button onClick={() => { void newRun(batch); }}>{batchText().newBatch}</Button>}
          {zip && <Button tone="primary" onClick={() => { void saveZip(batch); }}><Download size={14} />{batchText().saveZip}</Button>}
        </div>
      </div>
      {rows.length > 0 && <Bar counts={counts} total={rows.length} />}
      {isTrial && <TrialNote />}
      {missing === 'source' && <p className={styles['note']}>{batchText().reloadedChoose({ name: sourceName })}</p>}
      {missing === 'permission' && <p className={styles['note']}>{batchText().reloadedAllow}</p>}
      <KeptNote />
      {phase === 'finished' && sinkFolder && <p className={styles['note']}>{batchText().resultsIn({ name: sinkFolder.name })}</p>}
    </header>
  );
}
