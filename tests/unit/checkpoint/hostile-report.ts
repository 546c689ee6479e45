/** Prints what each hostile file costs, each in a process of its own: `npx tsx tests/unit/checkpoint/hostile-report.ts`. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../../src/core/app-error.ts';
import { readAll } from './hostile-case.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { HOSTILE_PICKLES } from './hostile-pickles.ts';

const CASES = [...HOSTILE_FILES, ...HOSTILE_PICKLES];

/** Cost of one case in this process: the peak of the resident set grows by what reading takes beyond the file itself. */
async function measure(index: number): Promise<string> {
  const [name = '', , , make] = CASES[index] ?? [];
  const bytes = make?.() ?? new Uint8Array(0);
  const before = process.resourceUsage().maxRSS;
  const cpuBefore = process.cpuUsage().user;
  const start = performance.now();
  let outcome = 'opened';
  try {
    await readAll(bytes);
  } catch (error) {
    outcome = error instanceof AppError ? `${error.code} | ${error.message}` : `NOT CODED | ${String(error)}`;
  }
  const wallMs = Math.round(performance.now() - start);
  const cpuMs = Math.round((process.cpuUsage().user - cpuBefore) / 1000);
  const peakMb = Math.round((process.resourceUsage().maxRSS - before) / 1024);
  return `| ${name} | ${bytes.byteLength} | ${wallMs} | ${cpuMs} | +${peakMb} | ${outcome} |`;
}

function inOwnProcess(index: number): Promise<void> {
  return new Promise((resolve) => {
    fork(fileURLToPath(import.meta.url), [String(index)], { stdio: 'inherit' }).on('exit', () => { resolve(); });
  });
}

const asked = process.argv[2];
if (asked === undefined) {
  console.log('| file | bytes | ms | CPU ms | peak MB | code | message |\n|---|---|---|---|---|---|---|');
  for (let index = 0; index < CASES.length; index++) await inOwnProcess(index);
} else {
  console.log(await measure(Number(asked)));
}
