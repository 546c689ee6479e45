import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { AppError } from '../../../src/core/app-error.ts';
import { bytesSource } from '../../../src/core/byte-source.ts';
import { fixture } from './fixtures.ts';
import { readAll } from './hostile-case.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { HOSTILE_PICKLES } from './hostile-pickles.ts';

async function failure(bytes: Uint8Array): Promise<unknown> {
  try {
    await readAll(bytes);
  } catch (error) {
    return error;
  }
  return null;
}

/** CPU time, so that a busy machine fails nothing. */
const MAX_CPU_MS = 2000;

describe.each([
  ['pickle', HOSTILE_PICKLES],
  ['file', HOSTILE_FILES],
] as const)('hostile %s', (_, cases) => {
  it.each(cases)('%s: %s', { timeout: 20_000 }, async (_name, code, says, make) => {
    const bytes = make();
    const before = process.cpuUsage();
    const error = await failure(bytes);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(MAX_CPU_MS);
    expect(error).toBeInstanceOf(AppError);
    if (!(error instanceof AppError)) return;
    expect(error.code, error.message).toBe(code);
    expect(error.message).toMatch(says);
    expect(error.message).toMatch(/^Expected .+ for .+ but received .+\.$/s);
    expect(error.message.length).toBeLessThan(500);
    expect(error.recovery).not.toBe('');
  });
});

describe('a file cut anywhere', () => {
  it.each(['nested.pt', 'zip64.pt', 'legacy.pt', 'legacy-protocol4.pt', 'tensors.safetensors'])('%s is refused as incomplete', { timeout: 20_000 }, async (name) => {
    const whole = fixture(name);
    for (let length = 9; length < whole.byteLength; length += 13) {
      const error = await failure(whole.subarray(0, length));
      expect(error, `cut at ${length}`).toMatchObject({ code: 'checkpoint-truncated' });
    }
  });
});

describe('weights that are not finite', () => {
  it.each([
    ['generator.nan', /NaN at element 1/],
    ['generator.infinite', /-Infinity at element 0/],
    ['generator.overflow', /Infinity at element 0/],
  ])('%s is named', async (key, says) => {
    const checkpoint = await openCheckpoint(bytesSource(fixture('not-finite.pt')));
    expect(await checkpoint.readFloat32('generator.fine')).toEqual(new Float32Array(3));
    await expect(checkpoint.readFloat32(key)).rejects.toMatchObject({ code: 'checkpoint-not-finite', message: expect.stringMatching(says) as string });
    await expect(checkpoint.readFloat32(key)).rejects.toThrow(key);
  });
});

it('a key that is not there is named', async () => {
  const checkpoint = await openCheckpoint(bytesSource(fixture('nested.pt')));
  await expect(checkpoint.readFloat32('generator.nothing')).rejects.toMatchObject({ code: 'checkpoint-missing-key', message: /generator\.nothing/ });
});

it('a good file opens after a bad one', async () => {
  expect(await failure(fixture('attack.pt'))).toMatchObject({ code: 'checkpoint-forbidden-global' });
  expect(await failure(fixture('nested.pt'))).toBeNull();
});
