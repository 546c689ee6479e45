/**
 * `npm run bench:batch`: ratios from one run on this machine.
 *   1. the command line over the sample folders: files a second and peak memory, one file at a time and with one and two jobs
 *   2. a batch in the built app: memory after 200 and after 2,000 files
 *   3. the folder of drawings given to the app on a fresh page: until it has chosen a model, and until all are edited
 *   4. several crops through the graphs at once against one at a time: time a crop, and whether the 8-bit samples are the same
 * `-- cli`, `-- memory`, `-- drawings` or `-- graphs` runs one of them.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { preview } from 'vite';
import { writeGoodFiles } from '../e2e/batch-files.ts';
import { measureWays, WAYS } from './batch-cli.ts';
import { measureGraphBatches } from './batch-graphs.ts';
import { timeDrawings } from './batch-drawings.ts';
import { readBatchMemory, type Reading } from './batch-memory.ts';

const SAMPLES = '../shared/samples';
const ROUNDS = 3;
const PORT = Number(process.env['E2E_PORT'] ?? 4195);

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

async function benchCli(): Promise<void> {
  const made = await mkdtemp(join(tmpdir(), 'mien-bench-'));
  const hasSamples = existsSync(SAMPLES);
  if (!hasSamples) {
    console.log(`${SAMPLES} is not there: pictures made of the app's two samples instead`);
    await writeGoodFiles(made, 40);
  }
  const folders = hasSamples ? [{ path: join(SAMPLES, 'anime'), crop: 'whole' }, { path: join(SAMPLES, 'faces'), crop: 'detect' }] as const : [{ path: made, crop: 'whole' }] as const;
  try {
    for (const { path, crop } of folders) {
      const figures = await measureWays(path, crop, ROUNDS);
      const base = figures.get(WAYS[0]!)!;
      console.log(`\n${path}, crop ${crop}, best of ${ROUNDS} rounds`);
      for (const [{ name }, { filesPerSecond, peakBytes }] of figures) {
        console.log(`  ${name.padEnd(18)}: ${filesPerSecond.toFixed(2)} files/s, ${(filesPerSecond / base.filesPerSecond).toFixed(2)} x; peak of the workers ${megabytes(peakBytes)}, ${(peakBytes / base.peakBytes).toFixed(2)} x`);
      }
      const [, one, two] = WAYS;
      console.log(`  --jobs 2 / --jobs 1: ${(figures.get(two!)!.filesPerSecond / figures.get(one!)!.filesPerSecond).toFixed(2)} x`);
    }
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** The built app, served for as long as it is asked. */
async function withApp(use: (url: string) => Promise<void>): Promise<void> {
  const server = await preview({ configFile: 'vite.config.ts', preview: { port: PORT, strictPort: true }, logLevel: 'error' });
  try {
    await use(server.resolvedUrls?.local[0] ?? '');
  } finally {
    await new Promise((resolve) => { server.httpServer.close(resolve); });
  }
}

async function benchDrawings(): Promise<void> {
  const folder = join(SAMPLES, 'anime');
  if (!existsSync(folder)) {
    console.log(`${folder} is not there: no folder of drawings to time`);
    return;
  }
  await withApp(async (url) => {
    const { pictures, proposedAfterSeconds, editedInSeconds } = await timeDrawings(url, folder);
    console.log(`\nA folder of ${pictures} drawings in Chromium: the model is chosen after ${proposedAfterSeconds.toFixed(1)} s; edited in ${editedInSeconds.toFixed(1)} s, ${(pictures / editedInSeconds).toFixed(1)} a second`);
  });
}

async function benchMemory(): Promise<void> {
  await withApp(async (url) => {
    const show = (run: string, { files, residentBytes, heapBytes, seconds }: Reading): void => {
      console.log(`  ${run}, after ${String(files).padStart(4)} files: ${megabytes(residentBytes)} resident, page's heap ${(heapBytes / 1e6).toFixed(1)} MB, ${seconds.toFixed(0)} s`);
    };
    console.log('\nBatch in Chromium, after garbage collection');
    const short = await readBatchMemory(url, [200]);
    for (const reading of short) show('run of  220', reading);
    const long = await readBatchMemory(url, [200, 500, 1000, 2000]);
    for (const reading of long) show('run of 2020', reading);
    console.log(`  2,000 files / 200 files: ${(long.at(-1)!.residentBytes / short[0]!.residentBytes).toFixed(2)} x of the short run, ${(long.at(-1)!.residentBytes / long[0]!.residentBytes).toFixed(2)} x within the long run`);
  });
}

async function benchGraphs(): Promise<void> {
  const batches = await measureGraphBatches('models/faces');
  console.log('\nCrops through the graphs at once, one thread of native onnxruntime');
  for (const { crops, msPerCrop, differing, mostSteps } of batches) {
    console.log(`  ${crops} at once: ${(batches[0]!.msPerCrop / msPerCrop).toFixed(2)} x as fast a crop (${msPerCrop.toFixed(1)} ms), ${differing} samples differ, by ${mostSteps} of 255 at most`);
  }
}

const [part] = process.argv.slice(2);
console.log(`${availableParallelism()} cores`);
if (part === undefined || part === 'cli') await benchCli();
if (part === undefined || part === 'memory') await benchMemory();
if (part === undefined || part === 'drawings') await benchDrawings();
if (part === undefined || part === 'graphs') await benchGraphs();
