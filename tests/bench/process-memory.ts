import { readFileSync } from 'node:fs';
import type { Browser } from '@playwright/test';

export interface PeakMemory {
  readonly type: string;
  readonly peakBytes: number;
}

/** The most memory that each of a browser's processes has ever held resident (Linux: VmHWM); the kernel keeps count. */
export async function peakMemory(browser: Browser): Promise<readonly PeakMemory[]> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.map(({ id, type }) => {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1];
    return { type, peakBytes: Number(peak ?? 0) * 1024 };
  });
}
