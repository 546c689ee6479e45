import { parseArgs } from 'node:util';
import { reportCsv } from '../batch/report-csv.ts';
import { AppError, describe } from '../core/app-error.ts';
import { readReports } from './batch-report.ts';
import { usageError } from './usage-error.ts';

export const REPORT_USAGE = `mien report <output folder of a batch>

What became of every file of a batch, all its shards together, as CSV (RFC 4180, UTF-8) on standard output:
mien report out/ > report.csv`;

/** `mien report`. */
export async function reportCommand(args: readonly string[]): Promise<void> {
  const [folder, ...rest] = positionalsOf(args);
  if (folder === undefined || rest.length > 0) throw usageError('Expected one folder.', REPORT_USAGE);
  const { runs, files } = await readReports(folder);
  if (runs.length === 0) throw new AppError({ code: 'report-missing', message: `Expected a report of mien batch in "${folder}" but found none.`, recovery: 'Name the folder that the batch wrote to.' });
  const rows = [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  process.stdout.write(reportCsv(rows.map(({ path, output, state, reason, ...result }) => ({ path, output, state, reason, ...(state === 'done' ? { result } : {}) }))));
}

function positionalsOf(args: readonly string[]): readonly string[] {
  try {
    return parseArgs({ args: [...args], options: {}, allowPositionals: true }).positionals;
  } catch (cause) {
    throw usageError(describe(cause), REPORT_USAGE, cause);
  }
}
