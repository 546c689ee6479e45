import { open, readdir, readFile, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CropDecision } from '../batch/crop-policy.ts';
import type { ItemResult } from '../batch/journal.ts';
import type { BatchItem, GivenName, RowReason, Shard } from '../batch/plan.ts';
import { recipeText, type Recipe } from '../batch/recipe.ts';
import { AppError } from '../core/app-error.ts';
import { sha256Hex } from '../core/hash.ts';
import { fileWords } from './file-errors.ts';

const PREFIX = 'mien-report';

/** First line of every run: what it does, so that a resumed one can tell whether it is the same. */
const runLine = v.object({
  type: v.literal('run'),
  version: v.literal(1),
  recipeSha256: v.string(),
  bundleSha256: v.string(),
  /** Of the picture that the recipe's reference names, where it has one. */
  referenceSha256: v.exactOptional(v.string()),
  crop: v.object({ policy: v.picklist(['detect', 'whole']), reason: v.string() }),
});

const count = v.fallback(v.optional(v.number()), undefined);

/** One line a file. The output was written whole under `temporary` before the line, and gets its name after it. */
const fileLine = v.object({
  type: v.literal('file'),
  id: v.string(),
  path: v.string(),
  output: v.string(),
  state: v.picklist(['done', 'failed']),
  temporary: v.optional(v.string()),
  reason: v.optional(v.object({ code: v.string(), message: v.string() })),
  // Of what is done; told to people alone, so what is none is left out.
  faces: count, widthPx: count, heightPx: count, outputBytes: count,
  notes: v.fallback(v.optional(v.array(v.string())), undefined),
});

const line = v.variant('type', [runLine, fileLine]);

export type RunLine = v.InferOutput<typeof runLine>;
export type FileLine = v.InferOutput<typeof fileLine>;

/** What earlier runs left behind in an output folder. */
export interface EarlierRuns {
  readonly runs: readonly RunLine[];
  /** The latest line of every item, by its id. */
  readonly files: ReadonlyMap<string, FileLine>;
  /** What its files' results were called, the latest last. */
  readonly names: readonly GivenName[];
}

/** Name of the report that a run, or a shard of one, writes to. */
export function reportName(shard: Shard): string {
  return shard.count === 1 ? `${PREFIX}.jsonl` : `${PREFIX}-${shard.index}-of-${shard.count}.jsonl`;
}

/** The line that starts a run. */
export function describeRun(recipe: Recipe, bundleManifest: Uint8Array, crop: CropDecision, reference?: Uint8Array): RunLine {
  return {
    type: 'run', version: 1, recipeSha256: sha256Hex(new TextEncoder().encode(recipeText(recipe))), bundleSha256: sha256Hex(bundleManifest), crop,
    ...(reference ? { referenceSha256: sha256Hex(reference) } : {}),
  };
}

/**
 * Reads every report in an output folder but those named, whichever shards wrote them; a line that a crash cut short is no line.
 * Anybody may have written to them: what they say of names is for the plan to judge.
 * @throws AppError `report-unreadable`
 */
export async function readReports(folder: string, except: readonly string[] = []): Promise<EarlierRuns> {
  const reports = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(PREFIX) && name.endsWith('.jsonl') && !except.includes(name)).sort();
  const runs: RunLine[] = [];
  const files = new Map<string, FileLine>();
  const names: GivenName[] = [];
  for (const report of reports) {
    for (const text of (await readReport(join(folder, report))).split('\n')) {
      const entry = parseLine(text);
      if (entry?.type === 'run') runs.push(entry);
      else if (entry) {
        if (entry.output !== '') names.push({ path: entry.path, output: entry.output });
        if (files.get(entry.id)?.state !== 'done') files.set(entry.id, entry);
      }
    }
  }
  return { runs, files, names };
}

async function readReport(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError({ code: 'report-unreadable', cause, message: `Expected a readable report of an earlier run but received ${fileWords(cause)}.`, recovery: 'Check the permissions of the output folder, or name another one.' });
  });
}

/**
 * Refuses to go on with a run that made something else.
 * @throws AppError `resume-differs`
 */
export function expectSameRun(earlier: EarlierRuns, run: RunLine): void {
  const parts = [['recipe', 'recipeSha256'], ['model', 'bundleSha256'], ['reference', 'referenceSha256']] as const;
  const differing = parts.find(([, key]) => earlier.runs.some((other) => other[key] !== run[key]));
  if (!differing) return;
  throw new AppError({
    code: 'resume-differs', message: `Expected the earlier run's ${differing[0]} for --resume but received another one.`,
    recovery: 'Give the same recipe, model and reference, or another output folder.',
  });
}

/** An append-only report; every line is on the disk before `append` resolves. */
export class BatchReport {
  readonly #file: FileHandle;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** @throws AppError `report-unwritable` */
  static async open(path: string, run: RunLine): Promise<BatchReport> {
    const file = await open(path, 'a+').catch((cause: unknown) => { throw unwritable(cause); });
    const report = new BatchReport(file);
    try {
      const { size } = await file.stat();
      // What a crash cut short stays a line of its own.
      if (size > 0) {
        const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
        if (buffer.toString() !== '\n') await file.appendFile('\n');
      }
      await report.#append(run);
      return report;
    } catch (thrown) {
      await file.close();
      throw thrown instanceof AppError ? thrown : unwritable(thrown);
    }
  }

  async done(item: BatchItem, temporary: string, result: ItemResult, tookMs: number): Promise<void> {
    await this.#append({ ...fileFields(item, 'done'), temporary, ...result, tookMs: Math.round(tookMs) });
  }

  async failed(item: BatchItem, { code, message }: RowReason): Promise<void> {
    await this.#append({ ...fileFields(item, 'failed'), reason: { code, message } });
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  async #append(entry: object): Promise<void> {
    try {
      await this.#file.appendFile(`${JSON.stringify(entry)}\n`);
      await this.#file.datasync();
    } catch (thrown) {
      throw unwritable(thrown);
    }
  }
}

function unwritable(cause: unknown): AppError {
  return new AppError({
    code: 'report-unwritable', cause, message: `Expected to write the report into the output folder but received ${fileWords(cause)}.`,
    recovery: 'Check the free space and the permissions of the output folder, then go on with --resume.',
  });
}

function fileFields({ id, path, output }: BatchItem, state: FileLine['state']): FileLine {
  return { type: 'file', id, path, output, state };
}

function parseLine(text: string): v.InferOutput<typeof line> | undefined {
  try {
    const result = v.safeParse(line, JSON.parse(text));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}
