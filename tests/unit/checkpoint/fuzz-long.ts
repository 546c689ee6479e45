/** Fuzzes the reader for a while: `npx tsx tests/unit/checkpoint/fuzz-long.ts [seconds=60] [seed]`. Exits with 1 at the first failure. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import fc from 'fast-check';
import { checkFile } from './fuzz-check.ts';
import { mutatedFile, strangePickle } from './mutations.ts';

const seconds = Number(process.argv[2] ?? 60);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const deadline = performance.now() + seconds * 1000;
const outcomes = new Map<string, number>();
const batch = 500;

async function fuzz(): Promise<void> {
  console.log(`seed ${seed}, ${seconds} s`);
  let runs = 0;
  for (let round = 0; performance.now() < deadline; round++) {
    const property = fc.asyncProperty(round % 2 === 0 ? mutatedFile : strangePickle, async (bytes) => {
      const outcome = await checkFile(bytes);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    const result = await fc.check(property, { seed: (seed + round) | 0, numRuns: batch });
    runs += result.numRuns;
    if (!result.failed) continue;
    const path = joinPath(tmpdir(), `checkpoint-fuzz-${seed + round}.bin`);
    writeFileSync(path, result.counterexample?.[0] ?? new Uint8Array(0));
    console.error(`Round ${round} failed (seed ${seed + round}); the smallest such file is ${path}.`, result.errorInstance);
    process.exitCode = 1;
    return;
  }
  console.log(`${runs} files, no failure`);
  for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(9)}  ${outcome}`);
}

await fuzz();
