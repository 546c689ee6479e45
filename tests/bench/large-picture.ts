/**
 * `npm run bench:large`: a 60-megapixel JPEG in the built app (build first): opened, edited, saved as PNG and as JPEG.
 * Says the longest task of the page's main thread (Chromium's trace) and the peak memory of the browser's processes.
 */
import { mkdir } from 'node:fs/promises';
import { chromium, type Browser } from '@playwright/test';
import sharp, { type Metadata } from 'sharp';
import { preview } from 'vite';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { EditorPage } from '../e2e/editor-page.ts';
import { mainThreadTasks, type LongTask } from './main-thread-tasks.ts';
import { peakMemory } from './process-memory.ts';

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

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
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
  const [idle] = (await peakMemory(browser)).filter(({ type }) => type === 'renderer').sort((a, b) => b.peakBytes - a.peakBytes);
  const lines = [`${WIDTH_PX} x ${HEIGHT_PX} px, ${((WIDTH_PX * HEIGHT_PX) / 1e6).toFixed(1)} megapixels, JPEG`];
  const say = (name: string, s: number, [longest]: readonly LongTask[], more = ''): void => {
    lines.push(`${name.padEnd(14)}: ${s.toFixed(1)} s, longest main-thread task ${longest!.ms.toFixed(0)} ms (${longest!.mostly})${more}`);
  };
  const step = async (name: string, work: () => Promise<string | undefined>): Promise<void> => {
    let s = 0;
    let more: string | undefined;
    const tasks = await mainThreadTasks(browser, page, async () => { s = await seconds(async () => { more = await work(); }); });
    const [renderer] = (await peakMemory(browser)).filter(({ type }) => type === 'renderer').sort((a, b) => b.peakBytes - a.peakBytes);
    say(name, s, tasks, `, renderer peak so far ${(renderer!.peakBytes / 1e6).toFixed(0)} MB${more ?? ''}`);
  };
  await step('open', async () => {
    await page.getByLabel('Picture to open').setInputFiles(path);
    await page.getByText(`${WIDTH_PX} × ${HEIGHT_PX}`).first().waitFor();
    await editor.analysed();
    return undefined;
  });
  await step('edit', async () => { await editor.setLevel('Smile', 100); return undefined; });
  for (const format of ['PNG', 'JPEG'] as const) {
    await step(`save ${format}`, async () => {
      const { width, height, fileBytes } = await saveAs(editor, format);
      if (width !== WIDTH_PX || height !== HEIGHT_PX) throw new Error(`Expected ${WIDTH_PX} x ${HEIGHT_PX} px but received ${width} x ${height}.`);
      return `, file ${(fileBytes / 1e6).toFixed(0)} MB`;
    });
  }
  lines.push(`renderer before the picture: ${(idle!.peakBytes / 1e6).toFixed(0)} MB`);
  for (const { type, peakBytes } of await peakMemory(browser)) if (peakBytes > 3e8) lines.push(`peak of a ${type} process: ${(peakBytes / 1e6).toFixed(0)} MB`);
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
