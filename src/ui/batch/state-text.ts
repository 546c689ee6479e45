import type { JournalRow } from '../../batch/journal.ts';
import { batchText } from '../../text/batch.ts';

/** What a row's state is called. */
export function stateText(kind: JournalRow['state']['kind']): string {
  const { waiting, working, done, leftOut, failed } = batchText();
  return { waiting, running: working, done, skipped: leftOut, failed }[kind];
}
