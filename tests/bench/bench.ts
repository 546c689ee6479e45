/**
 * `npm run bench`: ratios from one run on this machine. Builds nothing: run `npm run build` first.
 *   1. pointer move to painted frame, against the decoder's own run, in the built app
 *   2. decoder against full encode plus decode; WASM with one and two threads against native onnxruntime
 */
import { availableParallelism } from 'node:os';
import { chromium, type Browser } from '@playwright/test';
import { createServer, preview } from 'vite';
import { folderBundleFiles } from '../../src/cli/node-bundle-files.ts';
import { readBundle, readManifest } from '../../src/bundle/bundle-files.ts';
import { L2mModel } from '../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { timeDrag } from './time-drag.ts';
import { timeModel, type ModelTimes } from './time-model.ts';

const BUNDLE = 'models/faces';
const THREADS = 2;

async function nativeTimes(): Promise<ModelTimes> {
  const files = folderBundleFiles(BUNDLE);
  const contents = await readBundle(files, await readManifest(files));
  return timeModel(await L2mModel.load(createNodeRuntime(THREADS), contents), contents);
}

async function wasmTimes(browser: Browser): Promise<Map<number, ModelTimes>> {
  const server = await createServer({ configFile: 'vite.config.ts', server: { port: 0 }, logLevel: 'error' });
  await server.listen();
  const times = new Map<number, ModelTimes>();
  try {
    for (const threads of [1, THREADS]) {
      const page = await browser.newPage();
      await page.goto(`${server.resolvedUrls?.local[0] ?? ''}tests/bench/page.html`);
      await page.waitForFunction(() => window.benchModel !== undefined);
      times.set(threads, await page.evaluate(([url, n]) => window.benchModel!(url, n), [`/${BUNDLE}/`, threads] as const));
      await page.close();
    }
  } finally {
    await server.close();
  }
  return times;
}

const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4197, strictPort: true }, logLevel: 'error' });
try {
  const drag = await timeDrag(browser, server.resolvedUrls?.local[0] ?? '');
  const native = await nativeTimes();
  const wasm = await wasmTimes(browser);
  const one = wasm.get(1)!;
  const two = wasm.get(THREADS)!;
  const ratio = (a: number, b: number): string => (a / b).toFixed(2);
  const ms = (value: number): string => value.toFixed(1);
  console.log([
    `bundle ${BUNDLE}, ${availableParallelism()} cores`,
    `pointer move to painted frame / decoder's own run : ${ratio(drag.paintedMs, drag.decoderMs)}  (${drag.paintedMs.toFixed(1)} / ${drag.decoderMs.toFixed(1)} ms, median of ${drag.moves})`,
    `  of which canvas drawn / decoder                 : ${ratio(drag.drawnMs, drag.decoderMs)}  (the rest waits for the next 60 Hz frame)`,
    `  of which, in ms: until asked ${ms(drag.askedMs)}, decoder ${ms(drag.decoderMs)}, composite ${ms(drag.compositeMs)}, bitmap ${ms(drag.workerMs - drag.decoderMs - drag.compositeMs)}, messages ${ms(drag.messagesMs)}, canvas ${ms(drag.drawnMs - drag.askedMs - drag.workerMs - drag.messagesMs)}, frame ${ms(drag.paintedMs - drag.drawnMs)}`,
    `decoder / full encode + decode, WASM ${THREADS} threads     : ${ratio(two.decoderMs, two.fullMs)}`,
    `decoder, WASM 1 thread / WASM ${THREADS} threads           : ${ratio(one.decoderMs, two.decoderMs)}`,
    `decoder, WASM 1 thread / native ${THREADS} threads         : ${ratio(one.decoderMs, native.decoderMs)}`,
    `decoder, WASM ${THREADS} threads / native ${THREADS} threads        : ${ratio(two.decoderMs, native.decoderMs)}`,
  ].join('\n'));
} finally {
  await browser.close();
  await new Promise((resolve) => { server.httpServer.close(resolve); });
}
