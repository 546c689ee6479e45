import { folderSink, stagedSink, type BatchSink } from '../../bridge/batch-sink.ts';
import type { RunHead } from './batch.ts';

/** Where a run's results go. */
export function sinkOf({ sinkHandle }: RunHead): BatchSink {
  return sinkHandle ? folderSink(sinkHandle) : stagedSink();
}
