/** How fast a batch goes and how long it still takes, from the times at which its latest files were through. */
export interface Pace {
  readonly filesPerSecond: number;
  readonly leftMs: number;
}

/** So many files back the rate looks: long enough to be steady, short enough to notice larger pictures. */
const WINDOW = 50;

/** Keeps the times of the latest files. */
export class PaceMeter {
  #timesMs: number[];

  constructor(startMs: number) {
    this.#timesMs = [startMs];
  }

  add(timeMs: number): void {
    this.#timesMs.push(timeMs);
    if (this.#timesMs.length > WINDOW + 1) this.#timesMs.shift();
  }

  /** Undefined until a file is through. */
  read(filesLeft: number): Pace | undefined {
    const spanMs = this.#timesMs.at(-1)! - this.#timesMs[0]!;
    const files = this.#timesMs.length - 1;
    if (files === 0 || spanMs <= 0) return undefined;
    return { filesPerSecond: (1000 * files) / spanMs, leftMs: (filesLeft * spanMs) / files };
  }
}
