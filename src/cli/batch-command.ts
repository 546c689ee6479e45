import { access, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { cropSample, decideCrop } from '../batch/crop-policy.ts';
import { isInShard, planBatch, type BatchItem, type RowReason, type Shard, type SourceFile } from '../batch/plan.ts';
import { wantedEdit } from '../batch/wanted-edit.ts';
import { AppError, serialiseError } from '../core/app-error.ts';
import { MANIFEST_FILE } from '../l2m/bundle.ts';
import { BatchReport, describeRun, expectSameRun, readReports, reportName, type EarlierRuns, type RunLine } from './batch-report.ts';
import { countOf, EDIT_OPTIONS_USAGE, readEditRequest, type EditRequest } from './edit-options.ts';
import { usageError } from './usage-error.ts';
import { fileAdvice, fileWords } from './file-errors.ts';
import { makeFolder } from './make-folder.ts';
import { Originals } from './originals.ts';
import { readPictureSize } from './picture-file.ts';
import { showBatchProgress, type BatchProgress } from './progress-line.ts';
import { formatCount } from './run-command.ts';
import { listPictures } from './source-files.ts';
import { WorkerPool } from './worker-pool.ts';

export const BATCH_USAGE = `mien batch <folder> <output folder> [options]

Edits every picture of a folder and of the folders in it. Originals are never written to.
Exit status: 0 all done, 2 some failed, 1 nothing ran, 130 stopped by Ctrl-C.

${EDIT_OPTIONS_USAGE}
  --naming template        of {name}, {attrs}, {ext} ({name}-{attrs}.{ext})
  --jobs n                 worker processes (one a core)
  --shard i/n              only this part of the folder; the outputs are the same for any n
  --resume                 go on with an earlier run by its report
  --retry-failed           with --resume: try again what failed
  --overwrite              replace what lies in the output folder

The report is one line of JSON a file: mien-report.jsonl in the output folder (mien-report-3-of-16.jsonl for a shard).`;

const OWN_OPTIONS = {
  jobs: { type: 'string' }, shard: { type: 'string' }, resume: { type: 'boolean' }, 'retry-failed': { type: 'boolean' }, overwrite: { type: 'boolean' },
} as const;

const TEMPORARY = /^\.mien-([0-9a-f]{16})\.\d+\.part$/;

interface Run {
  readonly request: EditRequest;
  readonly from: string;
  readonly to: string;
  readonly shard: Shard;
  readonly earlier: EarlierRuns;
  readonly originals: Originals;
  readonly line: RunLine;
  /** Of this shard, in order; done and failed ones of earlier runs among them. */
  readonly items: readonly BatchItem[];
}

/** `mien batch`; resolves with the exit status. */
export async function batchCommand(args: readonly string[]): Promise<number> {
  const run = await prepare(args);
  const { items, earlier, request: { own }, to } = run;
  await publishInterrupted(run);
  const progress: BatchProgress = { total: items.length, done: 0, failed: 0, startedMs: performance.now(), fresh: 0 };
  const todo: BatchItem[] = [];
  for (const item of items) {
    const line = earlier.files.get(item.id);
    // The plan says where a result is; a report that says something else is not believed.
    const isDone = line?.state === 'done' && line.output === item.output && await exists(join(to, item.output));
    if (isDone) progress.done++;
    else if (line?.state === 'failed' && own['retry-failed'] !== true) progress.failed++;
    else todo.push(item);
  }
  const failures = new Map<string, number>();
  const stopped = todo.length === 0 ? false : await work(run, todo, progress, failures);
  if (stopped) console.error('Stopped. Go on with the same command and --resume.');
  const { done, failed, fresh } = progress;
  console.log(`${formatCount(done)} of ${formatCount(items.length)} files done${fresh < done + failed ? ` (${formatCount(done + failed - fresh)} files by earlier runs)` : ''}, ${formatCount(failed)} failed. Report: ${join(to, reportName(run.shard))}`);
  for (const [code, count] of [...failures].sort(([, a], [, b]) => b - a)) console.log(`  ${formatCount(count)} × ${code}`);
  return stopped ? 130 : failed > 0 ? 2 : 0;
}

async function prepare(args: readonly string[]): Promise<Run> {
  const request = await readEditRequest(args, OWN_OPTIONS, BATCH_USAGE);
  const { positionals, own, recipe, referencePath, otherSources, manifest, bundleFolder } = request;
  const [from, to, ...rest] = positionals;
  if (from === undefined || to === undefined || rest.length > 0) throw usageError(`Expected a folder and an output folder but received ${positionals.length} names.`, BATCH_USAGE);
  if (await isSameFolder(from, to)) throw usageError('Expected an output folder other than the folder of the originals but received the same.', BATCH_USAGE);
  wantedEdit(recipe, manifest);
  const shard = parseShard(own['shard']);
  const { files, otherFiles } = await listPictures(from, to);
  if (files.length === 0) throw new AppError({ code: 'nothing-to-do', message: `Expected pictures in "${from}" but received ${otherFiles} files that are none.`, recovery: 'Check the path.' });
  // A report that is about to be replaced says nothing of names any more.
  const earlier = await readReports(to, own['resume'] === true ? [] : [reportName(shard)]);
  const plan = planBatch(files, recipe, earlier.names);
  const items = plan.filter((item) => isInShard(item, shard));
  const manifestBytes = await readFile(join(bundleFolder, MANIFEST_FILE));
  const crop = earlier.runs[0]?.crop ?? decideCrop(recipe.crop, manifest, await sampleSizes(from, plan));
  const line = describeRun(recipe, manifestBytes, crop, await referenceBytes(referencePath));
  if (own['resume'] === true) expectSameRun(earlier, line);
  else await expectNoReport(join(to, reportName(shard)), own['overwrite'] === true);
  console.error(`${formatCount(items.length)} pictures${otherFiles > 0 ? `, ${formatCount(otherFiles)} other files left out` : ''}. ${crop.reason}`);
  await makeOutputFolder(to, to);
  const originals = await Originals.of(from, files.map(({ path }) => path), to, otherSources);
  // The report is written to as well, whatever it may be a link to.
  await originals.expectNone(join(to, reportName(shard)));
  return { request, from, to, shard, earlier: own['resume'] === true ? earlier : { runs: [], files: new Map(), names: [] }, originals, line, items };
}

/** Edits what is left; resolves with whether Ctrl-C stopped it. */
async function work(run: Run, todo: readonly BatchItem[], progress: BatchProgress, failures: Map<string, number>): Promise<boolean> {
  const { request: { own, recipe, referencePath, bundleFolder, maxPixels, limitMs }, to, shard, line } = run;
  const jobs = Math.min(todo.length, countOf(own, 'jobs', BATCH_USAGE) ?? availableParallelism());
  // One thread each, whatever the machine: the samples must not depend on how a sum was split.
  const pool = await WorkerPool.start(jobs, { bundleFolder, recipe, crop: line.crop.policy, referencePath, maxPixels, threads: 1 }, limitMs);
  // Whatever fails from here on, the worker processes end: without that the command would never exit.
  const report = await BatchReport.open(join(to, reportName(shard)), line).catch((thrown: unknown) => {
    pool.close();
    throw thrown;
  });
  const show = showBatchProgress(progress);
  let stopped = false;
  const stop = (): void => { stopped = true; };
  process.once('SIGINT', stop);
  try {
    const queue = todo.values();
    const oneAfterAnother = async (): Promise<void> => {
      for (const item of queue) {
        if (stopped) return;
        const reason = await editItem(run, item, pool, report).catch((thrown: unknown) => {
          stopped = true;
          throw thrown;
        });
        progress.fresh++;
        if (reason) {
          progress.failed++;
          failures.set(reason.code, (failures.get(reason.code) ?? 0) + 1);
        } else progress.done++;
        show();
      }
    };
    await Promise.all(Array.from({ length: pool.capacity }, oneAfterAnother));
  } finally {
    process.off('SIGINT', stop);
    show.end();
    pool.close();
    await report.close();
  }
  return stopped;
}

/** One file from reading to its row in the report; resolves with why it failed, if it did. */
async function editItem({ request: { own }, from, to, originals }: Run, item: BatchItem, pool: WorkerPool, report: BatchReport): Promise<RowReason | undefined> {
  const output = join(to, item.output);
  const temporary = join(dirname(output), `.mien-${item.id}.${process.pid}.part`);
  const startedMs = performance.now();
  if (item.problem) {
    await report.failed(item, item.problem);
    return item.problem;
  }
  try {
    await makeOutputFolder(dirname(output), item.output);
    await originals.expectNone(output);
    if (own['overwrite'] !== true && await exists(output)) throw outputExists(item.output);
    const result = await pool.edit(join(from, item.path), temporary);
    // First the row, then the name: whoever resumes after a crash in between finds the row and finishes the renaming.
    await report.done(item, temporary.slice(to.length + 1), result, performance.now() - startedMs);
    await originals.expectNone(output);
    await rename(temporary, output).catch((cause: unknown) => { throw writeFailed(item.output, cause); });
    return undefined;
  } catch (thrown) {
    const reason = serialiseError(thrown);
    await rm(temporary, { force: true });
    await report.failed(item, reason);
    return reason;
  }
}

/** Finishes what a crash cut short between row and name, and removes the half-written files of this shard. */
async function publishInterrupted({ to, items, earlier, originals }: Run): Promise<void> {
  if (earlier.runs.length === 0) return;
  const mine = new Map(items.map((item) => [item.id, item]));
  for (const path of await readdir(to, { recursive: true }).catch(() => [])) {
    const item = mine.get(TEMPORARY.exec(basename(path))?.[1] ?? '');
    if (!item) continue;
    const line = earlier.files.get(item.id);
    const isWhole = line?.state === 'done' && line.temporary === path && line.output === item.output && dirname(path) === dirname(join(item.output));
    if (isWhole) {
      await originals.expectNone(join(to, item.output));
      await rename(join(to, path), join(to, item.output));
    } else await rm(join(to, path), { force: true });
  }
}

async function referenceBytes(path: string | undefined): Promise<Uint8Array | undefined> {
  // What is wrong with it the workers say, who decode it.
  return path === undefined ? undefined : readFile(path).catch(() => new Uint8Array(0));
}

async function sampleSizes(from: string, files: readonly SourceFile[]): Promise<{ widthPx: number; heightPx: number }[]> {
  const sizes = await Promise.all(cropSample(files.filter(({ problem }) => !problem)).map(({ path }) => readPictureSize(join(from, path))));
  return sizes.flatMap((size) => size ?? []);
}

async function expectNoReport(path: string, mayOverwrite: boolean): Promise<void> {
  if (!await exists(path)) return;
  if (mayOverwrite) { await rm(path); return; }
  throw new AppError({
    code: 'report-exists', message: `Expected no report of an earlier run but received "${path}".`,
    recovery: 'Go on with it by --resume, replace it and its outputs with --overwrite, or name another output folder.',
  });
}

function parseShard(value: string | boolean | undefined): Shard {
  if (typeof value !== 'string') return { index: 1, count: 1 };
  const [, index = '', count = ''] = /^(\d+)\/(\d+)$/.exec(value) ?? [];
  const shard = { index: Number(index), count: Number(count) };
  if (shard.index >= 1 && shard.index <= shard.count) return shard;
  throw usageError(`Expected a part such as 3/16 for --shard but received "${value}".`, BATCH_USAGE);
}

function outputExists(output: string): AppError {
  return new AppError({ code: 'output-exists', message: `Expected no file at "${output}" in the output folder but received one.`, recovery: 'Use --resume, --overwrite or another output folder.' });
}

async function makeOutputFolder(folder: string, output: string): Promise<void> {
  await makeFolder(folder).catch((cause: unknown) => { throw writeFailed(output, cause); });
}

function writeFailed(output: string, cause: unknown): AppError {
  return new AppError({ code: 'write-failed', cause, message: `Expected to write "${output}" but received ${fileWords(cause)}.`, recovery: fileAdvice(cause) });
}

async function isSameFolder(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([a, b].map((path) => realpath(path).catch(() => undefined)));
  return first !== undefined && first === second;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(() => true, () => false);
}
