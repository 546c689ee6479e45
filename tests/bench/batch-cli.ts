import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CropDecision } from '../../src/batch/crop-policy.ts';
import { parseRecipe } from '../../src/batch/recipe.ts';
import type { FileEditorOptions } from '../../src/cli/file-editor.ts';
import { bundleFolder } from '../../src/cli/bundle-folder.ts';
import { WorkerPool } from '../../src/cli/worker-pool.ts';

/** How a folder is worked through: so many processes, and whether the next file begins before the last one ended. */
export interface Way {
  readonly name: string;
  readonly jobs: number;
  readonly isOneByOne: boolean;
}

export const WAYS: readonly Way[] = [
  { name: 'one file at a time', jobs: 1, isOneByOne: true },
  { name: '--jobs 1', jobs: 1, isOneByOne: false },
  { name: '--jobs 2', jobs: 2, isOneByOne: false },
];

export interface WayFigures {
  readonly filesPerSecond: number;
  /** Of all worker processes together, each at its own peak. */
  readonly peakBytes: number;
}

/** The command line's own workers over a folder's pictures, each way `rounds` times in turn; the best round of each counts. */
export async function measureWays(folder: string, crop: CropDecision['policy'], rounds: number): Promise<ReadonlyMap<Way, WayFigures>> {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png|webp)$/.test(name)).sort();
  const recipe = parseRecipe({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1, age: 0.5 } }, crop });
  const options: FileEditorOptions = { bundleFolder: await bundleFolder('faces'), recipe, crop, maxPixels: 1e8, threads: 1 };
  const best = new Map<Way, WayFigures>();
  for (let round = 0; round < rounds; round++) {
    for (const way of WAYS) {
      const figures = await measure(folder, names, way, options);
      const before = best.get(way);
      best.set(way, {
        filesPerSecond: Math.max(figures.filesPerSecond, before?.filesPerSecond ?? 0), peakBytes: Math.max(figures.peakBytes, before?.peakBytes ?? 0),
      });
    }
  }
  return best;
}

/** Loading the model, and a first file for each worker, come before the clock. */
async function measure(folder: string, names: readonly string[], { jobs, isOneByOne }: Way, options: FileEditorOptions): Promise<WayFigures> {
  const out = await mkdtemp(join(tmpdir(), 'mien-bench-'));
  await mkdir(join(out, 'warm'));
  const pool = await WorkerPool.start(jobs, options, 600_000);
  try {
    await Promise.all(Array.from({ length: jobs }, (_, i) => pool.edit(join(folder, names[0]!), join(out, 'warm', `${i}.png`))));
    const startMs = performance.now();
    const queue = names.values();
    const lane = async (): Promise<void> => { for (const name of queue) await pool.edit(join(folder, name), join(out, `${name}.png`)); };
    await Promise.all(Array.from({ length: isOneByOne ? 1 : pool.capacity }, lane));
    return { filesPerSecond: (1000 * names.length) / (performance.now() - startMs), peakBytes: pool.peakBytes };
  } finally {
    pool.close();
    await rm(out, { recursive: true, force: true });
  }
}
