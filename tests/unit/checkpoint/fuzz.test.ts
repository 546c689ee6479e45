import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CaseLimits } from '../../support/case-limits.ts';
import { checkFile } from './fuzz-check.ts';
import { mutatedFile, strangePickle } from './mutations.ts';

/** Fixed, so that a failure in CI is the same everywhere; `fuzz-long.ts` draws its own. */
const SEED = 20261124;

describe.each([
  ['a valid file with some changes', mutatedFile, 1500],
  ['a pickle with strange values', strangePickle, 1500],
] as const)('%s', (_, file, numRuns) => {
  it('is read or refused with a code, and nothing else happens', { timeout: 120_000 }, async () => {
    const [outcomes, limits] = [new Map<string, number>(), new CaseLimits()];
    const property = fc.asyncProperty(file, async (bytes) => {
      const outcome = await checkFile(bytes, limits);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    await fc.assert(property, { seed: SEED, numRuns });
    // The inputs must reach both ends, and more than the outermost checks.
    expect(outcomes.get('valid') ?? 0).toBeGreaterThan(10);
    expect(outcomes.size).toBeGreaterThan(5);
  });
});
