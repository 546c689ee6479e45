/** Counts bytes towards a fixed total: never backwards, never past it, and it ends there. */
export interface ProgressMeter<Stage extends string> {
  add(stage: Stage, bytes: number): void;
  finish(stage: Stage): void;
}

/** What a meter reports. */
export interface MeterReading<Stage extends string> {
  readonly stage: Stage;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A meter that reports every piece of work. */
export function progressMeter<Stage extends string>(totalBytes: number, report: (reading: MeterReading<Stage>) => void): ProgressMeter<Stage> {
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
