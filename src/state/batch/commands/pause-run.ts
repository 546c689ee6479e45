import type { Batch } from '../batch.ts';

/** Gives out no more files; those under way are finished. */
export function pauseRun({ run }: Batch): void {
  if (run) run.isPaused = true;
}
