/**
 * `npm run bench:large`: a 60-megapixel JPEG in the built app (build first): opened, edited, saved as PNG and as JPEG.
 * Says the longest task of the page's main thread (Chromium's trace) and the peak memory of its process.
 */
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser } from '@playwright/test';
import sharp, { type Metadata } from 'sharp';
import { preview } from 'vite';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { EditorPage } from '../e2e/editor-page.ts';
import { mainThreadTasks } from './main-thread-tasks.ts';
import { MemoryWatch } from './process-memory.ts';

const WIDTH_PX = 9488;
const HEIGHT_PX = 6324;
const PORT = Number(process.env['E2E_PORT'] ?? 4196);
const FOLDER = 'test-results/bench';

/** A face on a patterned ground, camera-sized. */
async function largeJpeg(path: string): Promise<void> {
  const tile = Buffer.alloc(512 * 512 * 3);
  for (let i = 0; i < tile.length; i++) tile[i] = 100 + ((i * 7) % 61);
  const face = await sharp('public/samples/average-woman.webp').resize(4000, 4000).toBuffer();
  await sharp({ create: { width: WIDTH_PX, height: HEIGHT_PX, channels: 3, background: '#777' } })
    .composite([{ input: tile, raw: { width: 512, height: 512, channels: 3 }, tile: true }, { input: face, left: 2744, top: 1162 }])
    .jpeg({ quality: 90 }).toFile(path);
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

async function saveAs(editor: EditorPage, format: 'PNG' | 'JPEG'): Promise<Metadata & { readonly fileBytes: number }> {
  const { bytes } = await editor.save(format);
  return { ...(await sharp(bytes, { limitInputPixels: false }).metadata()), fileBytes: bytes.length };
}

async function run(browser: Browser, url: string, path: string): Promise<readonly string[]> {
  const page = await browser.newPage({ baseURL: url, viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(180_000);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.openSample();
  const lines = [`${WIDTH_PX} x ${HEIGHT_PX} px, ${((WIDTH_PX * HEIGHT_PX) / 1e6).toFixed(1)} megapixels, JPEG; before it the renderer holds ${megabytes((await MemoryWatch.start(browser)).stop())}`];
  const step = async (name: string, work: () => Promise<string>): Promise<void> => {
    const watch = await MemoryWatch.start(browser);
    const started = performance.now();
    let more = '';
    let seconds = 0;
    const tasks = await mainThreadTasks(browser, page, async () => { more = await work(); seconds = (performance.now() - started) / 1000; });
    lines.push(`${name.padEnd(9)}: ${seconds.toFixed(1)} s, renderer's peak ${megabytes(watch.stop())}${more}; longest main-thread tasks`);
    for (const { ms, processorMs, mostly } of tasks) lines.push(`            ${ms.toFixed(0)} ms, ${processorMs.toFixed(0)} of them on a processor (${mostly})`);
  };
  await step('open', async () => {
    await page.getByLabel('Picture to open').setInputFiles(path);
    await page.getByText(`${WIDTH_PX} × ${HEIGHT_PX}`).first().waitFor();
    await editor.analysed();
    return '';
  });
  await step('edit', async () => { await editor.setLevel('Smile', 100); return ''; });
  for (const format of ['PNG', 'JPEG'] as const) {
    await step(`save ${format}`, async () => {
      const { width, height, fileBytes } = await saveAs(editor, format);
      if (width !== WIDTH_PX || height !== HEIGHT_PX) throw new Error(`Expected ${WIDTH_PX} x ${HEIGHT_PX} px but received ${width} x ${height}.`);
      return `, file ${megabytes(fileBytes)}`;
    });
  }
  return lines;
}

await mkdir(FOLDER, { recursive: true });
const path = `${FOLDER}/large.jpg`;
await largeJpeg(path);
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
const server = await preview({ configFile: 'vite.config.ts', preview: { port: PORT, strictPort: true }, logLevel: 'error' });
try {
  console.log((await run(browser, server.resolvedUrls?.local[0] ?? '', path)).join('\n'));
} finally {
  await browser.close();
  await new Promise((resolve) => { server.httpServer.close(resolve); });
}
