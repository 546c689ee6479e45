import { AppError, describe, toAppError } from '../core/app-error.ts';
import { fileError } from './file-errors.ts';

/** Runs a command; a failure becomes one plain message on stderr and exit status 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  // A reader that has seen enough (`| head -1`) closes the pipe: what is left to say is said to nobody, and the work goes on.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  try {
    await command();
  } catch (thrown) {
    tellFailure(thrown);
    process.exitCode = 1;
  }
}

/** Says on stderr what was thrown, and what to do about it. */
export function tellFailure(thrown: unknown): void {
  const error = fileError(thrown) ?? missingPackage(thrown) ?? toAppError(thrown, { code: 'unexpected', message: describe(thrown) });
  console.error(`${visible(error.message)} [${error.code}]`);
  if (error.recovery !== '') console.error(visible(error.recovery));
}

/** Text that may come from a file, for a terminal: characters that command one are shown instead of sent. */
export function visible(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** npm leaves an optional package out, without a word, where its install script fails. */
function missingPackage(thrown: unknown): AppError | undefined {
  const [, name] = /Cannot find (?:package|module) '([^'./][^']*)'/.exec(describe(thrown)) ?? [];
  if (name === undefined) return undefined;
  return new AppError({
    code: 'package-missing', cause: thrown, message: `Expected the package "${name}" for this command but it is not installed.`,
    recovery: `Run: npm install ${name} --ignore-scripts. What its install script would fetch is not needed here.`,
  });
}

/** Lines of a table: the first column aligned left, the others right. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ').trimEnd())
    .join('\n');
}

/** 1234567 as "1,234,567". */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
