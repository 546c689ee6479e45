/**
 * `npm run bench:light`: what crosses the wire until the first edit is painted, by part, with nothing in the browser and with
 * everything, and how long that takes at 4 Mbit/s with the page's thread slowed down four times. `-- --webgpu`: the same on a
 * software adapter of WebGPU; `-- --files`: every file.
 */
import { chromium, type Browser, type BrowserContext } from '@playwright/test';
import { preview } from 'vite';
import { CHROMIUM_ARGS, CHROMIUM_PATH, SOFTWARE_WEBGPU_ARG } from '../support/chromium.ts';
import { byPart, layLink, sumBytes, type Crossing, type Link } from '../support/wire.ts';

const SLOW = { bitsPerSecond: 4e6, latencyMs: 40 };
const CPU_SLOWDOWN = 4;

interface Times {
  readonly shownMs: number;
  readonly framedMs: number;
  readonly editedMs: number;
}

/** Opens the app and a sample at once, moves one slider as soon as that can be done, and waits until it is painted. */
async function firstEdit(context: BrowserContext, url: string, slowdown: number): Promise<Times> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  const startMs = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Try the average man' }).click({ timeout: 180_000 });
  const shownMs = performance.now() - startMs;
  const framed = page.locator('[data-selected-frame]').waitFor({ state: 'attached', timeout: 180_000 }).then(() => performance.now() - startMs);
  const field = page.getByLabel('Smile, percent');
  await field.fill('100', { timeout: 180_000 });
  await field.press('Enter');
  await page.waitForFunction(() => Number(document.querySelector('canvas')?.dataset['renderRevision'] ?? 0) > 0 && document.querySelector('[data-engine-state="ready"]') !== null, undefined, { timeout: 180_000 });
  const editedMs = performance.now() - startMs;
  const times = { shownMs, framedMs: await framed, editedMs };
  await page.close();
  return times;
}

function table(title: string, crossings: readonly Crossing[], times: Times): string {
  const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(2).padStart(6)} MB`;
  const s = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return [
    `${title}: ${mb(sumBytes(crossings)).trim()} in ${crossings.length} answers; page ${s(times.shownMs)}, face framed ${s(times.framedMs)}, first edit ${s(times.editedMs)}`,
    ...byPart(crossings).map(([part, bytes]) => `  ${mb(bytes)}  ${part}`),
  ].join('\n');
}

async function visits(name: string, browser: Browser, link: Link, slowdown: number): Promise<void> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  link.take();
  const cold = await firstEdit(context, link.url, slowdown);
  const crossed = link.take();
  console.log(table(`${name}, cold`, crossed, cold));
  if (process.argv.includes('--files')) for (const { path, bytes, encoding } of crossed) console.log(`      ${String(bytes).padStart(9)} ${encoding.padEnd(5)} ${path}`);
  const warm = await firstEdit(context, link.url, slowdown);
  console.log(table(`${name}, warm`, link.take(), warm));
  await context.close();
}

const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4196, strictPort: true }, logLevel: 'error' });
const onWebgpu = process.argv.includes('--webgpu');
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, ...(onWebgpu ? [SOFTWARE_WEBGPU_ARG] : [])] });
const links = await Promise.all([layLink(server.resolvedUrls?.local[0] ?? ''), layLink(server.resolvedUrls?.local[0] ?? '', SLOW)]);
try {
  await visits(onWebgpu ? 'local, software WebGPU' : 'local', browser, links[0], 1);
  if (!onWebgpu) await visits('4 Mbit/s, 40 ms, page 4x slower', browser, links[1], CPU_SLOWDOWN);
} finally {
  await browser.close();
  await Promise.all(links.map((link) => link.close()));
  await new Promise((resolve) => { server.httpServer.close(resolve); });
}
