import { PaceMeter } from '../batch/pace.ts';
import { formatCount } from './run-command.ts';

/** Counts of a run, kept up to date by it. */
export interface BatchProgress {
  readonly total: number;
  done: number;
  failed: number;
  /** Files that this run, not an earlier one, was through with. */
  fresh: number;
  readonly startedMs: number;
}

/** A line on a terminal that is written over after every file; nothing where stderr is no terminal. */
export function showBatchProgress(progress: BatchProgress): { (): void; end(): void } {
  const meter = new PaceMeter(performance.now());
  const show = (): void => {
    meter.add(performance.now());
    if (!process.stderr.isTTY) return;
    const through = progress.done + progress.failed;
    const width = 24;
    const filled = Math.round((width * through) / progress.total);
    const pace = meter.read(progress.total - through);
    const speed = pace ? `, ${pace.filesPerSecond.toFixed(1)} files/s, ${formatLeft(pace.leftMs)} left` : '';
    process.stderr.write(`\r\x1b[2K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${formatCount(through)}/${formatCount(progress.total)}, ${formatCount(progress.failed)} failed${speed}`);
  };
  return Object.assign(show, { end: () => { if (process.stderr.isTTY) process.stderr.write('\n'); } });
}

function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
