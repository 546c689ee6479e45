import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

const EVERY_MS = 50;

/** Watches how much memory the largest of a browser's renderers holds resident (Linux), several times a second. */
export class MemoryWatch {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #pids: readonly number[];
  readonly #looks: number[] = [];

  private constructor(pids: readonly number[]) {
    this.#pids = pids;
    this.#timer = setInterval(() => { this.#look(); }, EVERY_MS);
    this.#look();
  }

  static async start(browser: Browser): Promise<MemoryWatch> {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    await session.detach();
    return new MemoryWatch(processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id));
  }

  /** The peak since the start, in bytes. */
  stop(): number {
    clearInterval(this.#timer);
    return Math.max(...this.#looks);
  }

  /** What it held for half of the looks or more: steadier than a peak. */
  get medianBytes(): number {
    return this.#looks.toSorted((a, b) => a - b)[Math.floor(this.#looks.length / 2)]!;
  }

  #look(): void {
    const resident = this.#pids.map((pid) => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024);
    this.#looks.push(Math.max(...resident));
  }
}
