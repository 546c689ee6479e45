/**
 * `npm run bench:published`: the published layout at full widths, in one run on the same cores: a full pass in PyTorch, as the
 * published code makes one for every edit, against a slider move with the same checkpoint, native and in the built app in Chromium.
 * Needs Python with torch.
 */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { chromium } from '@playwright/test';
import { preview } from 'vite';
import { folderBundleFiles } from '../../src/cli/node-bundle-files.ts';
import { readBundle, readManifest } from '../../src/bundle/bundle-files.ts';
import { L2mModel } from '../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import { EditorPage } from '../e2e/editor-page.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH, TSX_NAME_HELPER } from '../support/chromium.ts';
import { fullSizeCheckpoint, importFullSize, tellSource } from './full-size.ts';
import { dragSettled, type DragTimes } from './time-drag.ts';
import { timeModel, type ModelTimes } from './time-model.ts';

const BUNDLE = 'test-results/full-size';
const THREADS = availableParallelism();
const RUNS = Number(process.argv[2] ?? 15);

function inPyTorch(checkpoint: string): number {
  const { stdout, status, stderr } = spawnSync('python3', ['tests/fixtures/time_published.py', checkpoint, String(THREADS), String(RUNS)], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

async function native(checkpoint: string): Promise<ModelTimes> {
  spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/convert.ts', checkpoint, '--out', BUNDLE], { stdio: ['ignore', 'ignore', 'inherit'] });
  const files = folderBundleFiles(BUNDLE);
  const contents = await readBundle(files, await readManifest(files));
  return timeModel(await L2mModel.load(createNodeRuntime(THREADS), contents), contents, RUNS + 5);
}

async function inChromium(checkpoint: string): Promise<DragTimes> {
  const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4199, strictPort: true }, logLevel: 'error' });
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
  try {
    const editor = new EditorPage(await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: server.resolvedUrls?.local[0] ?? '' }));
    await editor.page.addInitScript(TSX_NAME_HELPER);
    await editor.open();
    await editor.openSample();
    await importFullSize(editor, checkpoint);
    await tellSource(editor);
    await editor.settled();
    return await dragSettled(editor.page, RUNS + 5);
  } finally {
    await browser.close();
    await new Promise((resolve) => { server.httpServer.close(resolve); });
  }
}

const checkpoint = fullSizeCheckpoint();
const torchMs = inPyTorch(checkpoint);
const { decoderMs, fullMs } = await native(checkpoint);
const drag = await inChromium(checkpoint);
const line = (what: string, ms: number): string => `${what.padEnd(52)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / torchMs).toFixed(2)}`;
console.log([
  `published layout, 256 px, full widths, ${THREADS} threads; medians of ${RUNS}, and as a share of the first`,
  line('PyTorch, full pass', torchMs), line('native, full pass', fullMs), line('native, a move (its decoder)', decoderMs),
  line('Chromium, a move, pointer to painted frame', drag.paintedMs), line('  of which its decoder', drag.decoderMs),
].join('\n'));
