import type { Progress } from './protocol.ts';

/** Counts bytes towards a fixed total: never backwards, never past it, and it ends there. */
export interface ProgressMeter {
  add(stage: Progress['stage'], bytes: number): void;
  finish(stage: Progress['stage']): void;
}

/** A meter that reports every piece of work. */
export function progressMeter(totalBytes: number, report: (progress: Progress) => void): ProgressMeter {
  let doneBytes = 0;
  return {
    add(stage, bytes) {
      doneBytes = Math.min(totalBytes, doneBytes + bytes);
      report({ stage, doneBytes, totalBytes });
    },
    finish(stage) {
      doneBytes = totalBytes;
      report({ stage, doneBytes, totalBytes });
    },
  };
}
