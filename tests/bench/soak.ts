/**
 * `npm run soak -- [share=1] [part...]`: 2,000 slider moves, 200 photographs, 50 imports and deletes and a batch of 3,000 files, or a
 * share of each, in the built app in Chromium; with names (`sliders`, `photographs`, `imports`, `files`) those parts alone. What the app
 * holds must not grow with the work: at the end of each part it stands beside what it was after its first tenth. Exits with 1 where
 * something rose by more than it may.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { preview } from 'vite';
import { writeGoodFiles } from '../e2e/batch-files.ts';
import { EditorPage } from '../e2e/editor-page.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH, TSX_NAME_HELPER } from '../support/chromium.ts';
import { faceOnGround } from '../support/measure.ts';
import { settledMemory } from './batch-memory.ts';

const share = Number(process.argv[2] ?? 1);
const asked = process.argv.slice(3);
const countOf = (whole: number): number => Math.max(10, Math.round(whole * share));

interface Holdings {
  readonly heapBytes: number;
  readonly residentBytes: number;
  readonly listeners: number;
  readonly nodes: number;
  readonly workers: number;
}

/** By how much each may rise from the first tenth to the end: a share of what it was, and something that caches and the run itself take. */
const MAY_RISE: Readonly<Record<keyof Holdings, { readonly share: number; readonly more: number }>> = {
  heapBytes: { share: 0.15, more: 8e6 }, residentBytes: { share: 0.15, more: 80e6 }, listeners: { share: 0.1, more: 60 }, nodes: { share: 0.1, more: 400 }, workers: { share: 0, more: 0 },
};

let hasRisen = false;

async function holdings(browser: Browser, page: Page): Promise<Holdings> {
  const memory = await settledMemory(browser, page);
  const session = await page.context().newCDPSession(page);
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters');
  await session.detach();
  return { ...memory, listeners, nodes, workers: page.workers().length };
}

function show(name: string, count: number, early: Holdings, late: Holdings, seconds: number): void {
  const cells = (Object.keys(MAY_RISE) as (keyof Holdings)[]).map((key) => {
    const may = early[key] * (1 + MAY_RISE[key].share) + MAY_RISE[key].more;
    const isOver = late[key] > may;
    hasRisen ||= isOver;
    const text = (value: number): string => (key.endsWith('Bytes') ? `${(value / 1e6).toFixed(1)} MB` : String(value));
    return `${key.replace('Bytes', '')} ${text(early[key])} -> ${text(late[key])}${isOver ? ' ROSE' : ''}`;
  });
  console.log(`${count} ${name} (${seconds.toFixed(0)} s): ${cells.join(', ')}`);
}

async function part(browser: Browser, page: Page, name: string, count: number, once: (i: number) => Promise<void>): Promise<void> {
  const startMs = performance.now();
  let early: Holdings | undefined;
  // What levels off and what goes on rising end alike after a short run.
  const residents: string[] = [];
  for (let i = 0; i < count; i++) {
    await once(i);
    if (i + 1 === Math.ceil(count / 10)) early = await holdings(browser, page);
    if ((i + 1) % Math.ceil(count / 5) === 0) residents.push(`${((await holdings(browser, page)).residentBytes / 1e6).toFixed(0)} MB after ${i + 1}`);
  }
  show(name, count, early!, await holdings(browser, page), (performance.now() - startMs) / 1000);
  console.log(`  resident: ${residents.join(', ')}`);
}

async function moveSlider(browser: Browser, editor: EditorPage): Promise<void> {
  await editor.openSample();
  const box = await editor.slider('Smile').boundingBox();
  if (!box) throw new Error('no slider');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await part(browser, editor.page, 'slider moves', countOf(2000), async (i) => {
    await editor.page.mouse.move(x, y);
    await editor.page.mouse.down();
    await editor.page.mouse.move(x + 120 * Math.sin(i * 1.7), y, { steps: 2 });
    await editor.page.mouse.up();
    if (i % 10 === 9) await editor.settled();
  });
}

async function openPhotographs(browser: Browser, editor: EditorPage): Promise<void> {
  const pictures = await Promise.all((['average-man', 'average-woman'] as const).map((name) => faceOnGround(name)));
  await part(browser, editor.page, 'photographs', countOf(200), async (i) => {
    await editor.openFile(`photo-${i}.png`, pictures[i % 2]!);
    await editor.page.getByText(`photo-${i}.png`).first().waitFor();
    await editor.analysed();
    await editor.setLevel('Smile', i % 3 === 0 ? 100 : 40);
  });
}

async function importAndDelete(browser: Browser, { page }: EditorPage): Promise<void> {
  const checkpoint = await readFile('tests/fixtures/tiny-l2m/eight.pt');
  const dialog = page.getByRole('dialog');
  await part(browser, page, 'imports and deletes', countOf(50), async () => {
    await page.getByLabel('Picture to open').setInputFiles({ name: 'eight.pt', mimeType: 'application/octet-stream', buffer: checkpoint });
    await dialog.getByRole('button', { name: 'Import' }).click();
    await page.getByText(/is imported and in use/).first().waitFor();
    await page.getByRole('button', { name: /^Model:/ }).click();
    await page.getByRole('menuitem', { name: 'Manage models…' }).click();
    await dialog.getByRole('button', { name: /Eight/ }).click();
    await dialog.getByRole('button', { name: 'Delete…' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText(/Deleted “Eight”/).first().waitFor();
    await dialog.getByRole('button', { name: 'Close' }).click();
    for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click({ timeout: 1000 }).catch(() => undefined);
  });
}

async function editFolder(browser: Browser, { page }: EditorPage): Promise<void> {
  const count = countOf(3000);
  const folder = await mkdtemp(join(tmpdir(), 'mien-soak-'));
  try {
    await writeGoodFiles(folder, count);
    await page.getByRole('radio', { name: 'Batch' }).click();
    await page.getByLabel('Folder of pictures').setInputFiles(folder);
    await page.getByLabel('Smile', { exact: true }).check();
    await page.getByRole('button', { name: /^Edit [\d,]+ pictures/ }).click();
    const startMs = performance.now();
    const until = async (files: number): Promise<Holdings> => {
      while (Number(await page.getByRole('progressbar', { name: 'Files through' }).getAttribute('aria-valuenow').catch(() => 0)) < files) await page.waitForTimeout(200);
      return holdings(browser, page);
    };
    const early = await until(Math.ceil(count / 10));
    // Short of the end, so that the workers are still there.
    const late = await until(Math.floor(count * 0.97));
    show('files', count, early, late, (performance.now() - startMs) / 1000);
    await page.getByRole('heading', { name: 'Finished' }).waitFor({ timeout: 120_000 });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const server = await preview({ configFile: 'vite.config.ts', preview: { port: 4195, strictPort: true }, logLevel: 'error' });
const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS, '--js-flags=--expose-gc'] });
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, baseURL: server.resolvedUrls?.local[0] ?? '' });
  page.setDefaultTimeout(120_000);
  await page.addInitScript(TSX_NAME_HELPER);
  const editor = new EditorPage(page);
  await editor.open();
  await editor.ready();
  const parts = { sliders: moveSlider, photographs: openPhotographs, imports: importAndDelete, files: editFolder };
  const unknown = asked.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined) throw new Error(`Expected ${Object.keys(parts).join(', ')} but received "${unknown}".`);
  for (const [name, run] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await run(browser, editor);
  if (editor.errors.length > 0) { console.error(editor.errors.join('\n')); hasRisen = true; }
} finally {
  await browser.close();
  await new Promise((resolve) => { server.httpServer.close(resolve); });
}
if (hasRisen) process.exitCode = 1;
