/**
 * `npm run bench:convert`: time and peak memory of converting a checkpoint of the published model's full widths, in Node and
 * in Chromium, and of the first edit with it there. Needs Python with torch to make the checkpoint, once.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { EditorPage } from '../e2e/editor-page.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { fullSizeCheckpoint, importFullSize, tellSource } from './full-size.ts';
import { watchPeakBytes } from './memory.ts';

const CHECKPOINT = fullSizeCheckpoint();
const report = (what: string, ms: number, bytes: number): void => {
  console.log(`${what}: ${(ms / 1000).toFixed(1)} s, peak ${Math.round(bytes / 1e6)} MB`);
};

console.log(`checkpoint: ${Math.round(statSync(CHECKPOINT).size / 1e6)} MB`);

for (const more of [[], ['--fp16']]) {
  const started = performance.now();
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/convert.ts', CHECKPOINT, '--out', 'test-results/full-size', ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  const memory = watchPeakBytes(child.pid ?? 0, /convert/);
  await new Promise((resolve) => { child.on('exit', resolve); });
  report(`Node, npm run convert ${more.join(' ')}`, performance.now() - started, memory.stop());
  console.log(output.slice(output.lastIndexOf('graph ')));
}

const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4195, strictPort: true }, logLevel: 'error' });
// The process that launches the browser is its ancestor: the tab is the one renderer with the page's worker in it.
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
try {
  const editor = new EditorPage(await browser.newPage({ baseURL: server.resolvedUrls?.local[0] ?? '' }));
  await editor.open();
  await editor.openSample();
  const memory = watchPeakBytes(process.pid, /--type=renderer/);
  const started = performance.now();
  await importFullSize(editor, CHECKPOINT);
  report('Chromium, converted, stored, loaded and checked', performance.now() - started, memory.stop());
  const editing = watchPeakBytes(process.pid, /--type=renderer/);
  const edited = performance.now();
  // No classifier: the person says what the face is, then it can be changed.
  const title = await tellSource(editor);
  const before = await editor.revision();
  await editor.end(title, 1).click({ timeout: 120_000 });
  while (await editor.revision() === before) await editor.page.waitForTimeout(100);
  report('Chromium, first edit', performance.now() - edited, editing.stop());
} finally {
  await browser.close();
  await new Promise((resolve) => { server.httpServer.close(resolve); });
}
