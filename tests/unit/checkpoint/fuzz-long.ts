/** Fuzzes the reader by hand: `npx tsx tests/unit/checkpoint/fuzz-long.ts [files=20000] [seed]`. Exits with 1 at the first failure. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import fc from 'fast-check';
import { CaseLimits } from '../../support/case-limits.ts';
import { checkFile } from './fuzz-check.ts';
import { mutatedFile, strangePickle } from './mutations.ts';

const files = Number(process.argv[2] ?? 20_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const outcomes = new Map<string, number>();
const limits = new CaseLimits();
const batch = 500;

async function fuzz(): Promise<void> {
  console.log(`seed ${seed}, ${files} checkpoints`);
  for (let round = 0; round * batch < files; round++) {
    const property = fc.asyncProperty(round % 2 === 0 ? mutatedFile : strangePickle, async (bytes) => {
      const outcome = await checkFile(bytes, limits);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    const result = await fc.check(property, { seed: (seed + round) | 0, numRuns: Math.min(batch, files - round * batch) });
    if (!result.failed) continue;
    const path = joinPath(tmpdir(), `checkpoint-fuzz-${seed + round}.bin`);
    writeFileSync(path, result.counterexample?.[0] ?? new Uint8Array(0));
    console.error(`Round ${round} failed (seed ${seed + round}); the smallest such file is ${path}.`, result.errorInstance);
    process.exitCode = 1;
    return;
  }
  console.log(`checkpoints: ${limits.toString()}; no failure`);
  for (const [outcome, count] of [...outcomes].sort((a, b) => b[1] - a[1])) console.log(`${String(count).padStart(9)}  ${outcome}`);
}

await fuzz();
