import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { writeGoodFiles } from '../e2e/batch-files.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { MemoryWatch } from './process-memory.ts';

/** Files that are still to come at the last reading: the workers must be at work. */
const MORE = 20;

/** What the renderer, page and workers together, holds while the run is at work on the next files. */
export interface Reading {
  readonly files: number;
  /** Resident after garbage collection in the page and in every worker. */
  readonly residentBytes: number;
  /** The page's own JavaScript heap. */
  readonly heapBytes: number;
  readonly seconds: number;
}

/** Runs a batch in the built app and reads the memory after so many files, in a browser of its own. */
export async function readBatchMemory(url: string, at: readonly number[]): Promise<readonly Reading[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mien-bench-'));
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, '--js-flags=--expose-gc'] });
  try {
    await writeGoodFiles(folder, at.at(-1)! + MORE);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${url}#batch`);
    await page.getByRole('button', { name: 'From editor' }).waitFor();
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: /^Edit \d+ pictures/ }).click();
    const startMs = performance.now();
    const readings: Reading[] = [];
    for (const files of at) {
      while (await filesThrough(page) < files) await page.waitForTimeout(250);
      readings.push({ files, ...(await settledMemory(browser, page)), seconds: (performance.now() - startMs) / 1000 });
    }
    return readings;
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function filesThrough(page: Page): Promise<number> {
  const problem = page.getByRole('alert');
  if (await problem.isVisible()) throw new Error(`Expected a run that goes on but received "${await problem.innerText()}".`);
  return Number(await page.getByRole('progressbar', { name: 'Files through' }).getAttribute('aria-valuenow'));
}

/** Memory after garbage collection in the page and in every worker. */
export async function settledMemory(browser: Browser, page: Page): Promise<Pick<Reading, 'residentBytes' | 'heapBytes'>> {
  const collect = (): void => { (globalThis as unknown as { gc(): void }).gc(); };
  // The threads of onnxruntime sleep in WebAssembly and never answer; they hold no JavaScript to speak of.
  await Promise.all(page.workers().map((worker) => Promise.race([worker.evaluate(collect), new Promise((resolve) => setTimeout(resolve, 1000))])));
  const session = await page.context().newCDPSession(page);
  // Gives emptied pages back to the system too, which a script's gc() does not.
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const watch = await MemoryWatch.start(browser);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  watch.stop();
  return { residentBytes: watch.medianBytes, heapBytes: usedSize };
}
