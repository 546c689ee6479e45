import { describe, toAppError } from '../core/app-error.ts';

/** Runs a command; a failure becomes one plain message on stderr and exit status 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (thrown) {
    const error = toAppError(thrown, { code: 'unexpected', message: describe(thrown) });
    console.error(`${error.message} [${error.code}]`);
    if (error.recovery !== '') console.error(error.recovery);
    process.exitCode = 1;
  }
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
