import { readFileSync, writeFileSync } from 'node:fs';

/** Of the processor's time, for on a busy machine anything takes long: hostile files of some kilobytes take milliseconds. */
const MOST_MS = 2000;
const MOST_BYTES = 512 * 2 ** 20;

/** Linux keeps a process's peak of memory, and forgets it when told to. */
const [CLEAR, STATUS, FORGET_PEAK] = ['/proc/self/clear_refs', '/proc/self/status', '5'];

function statusBytes(name: string): number {
  return 1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(STATUS, 'utf8'))?.[1] ?? Number.NaN);
}

function canMeasureMemory(): boolean {
  try {
    writeFileSync(CLEAR, FORGET_PEAK);
    return Number.isFinite(statusBytes('VmHWM'));
  } catch {
    return false;
  }
}

/** Measures how much of the processor's time each case of a fuzz takes, and by how much it lets the process's memory rise at its peak. */
export class CaseLimits {
  readonly #hasMemory = canMeasureMemory();
  #cases = 0;
  #mostMs = 0;
  #mostBytes = 0;

  /** Runs one case; throws what it throws, or that it took too much. */
  async run<T>(work: () => T | Promise<T>): Promise<T> {
    const before = this.#hasMemory ? statusBytes('VmRSS') : 0;
    if (this.#hasMemory) writeFileSync(CLEAR, FORGET_PEAK);
    const start = process.cpuUsage();
    try {
      return await work();
    } finally {
      const { user, system } = process.cpuUsage(start);
      this.#note((user + system) / 1000, this.#hasMemory ? statusBytes('VmHWM') - before : 0);
    }
  }

  #note(ms: number, bytes: number): void {
    this.#cases++;
    this.#mostMs = Math.max(this.#mostMs, ms);
    this.#mostBytes = Math.max(this.#mostBytes, bytes);
    // Thrown over the case's own end, which is the lesser news.
    if (ms > MOST_MS) throw new Error(`Expected an end within ${MOST_MS} ms but it took ${Math.round(ms)} ms.`);
    if (bytes > MOST_BYTES) throw new Error(`Expected at most ${MOST_BYTES / 2 ** 20} MB but it took ${Math.round(bytes / 2 ** 20)} MB.`);
  }

  toString(): string {
    const memory = this.#hasMemory ? `${(this.#mostBytes / 2 ** 20).toFixed(0)} MB` : 'not measured on this system';
    return `${this.#cases.toLocaleString('en-US')} cases; the slowest ${Math.round(this.#mostMs)} ms, the largest ${memory}`;
  }
}
