import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { AppError } from '../../../src/core/app-error.ts';
import { bytesSource } from '../../../src/core/byte-source.ts';
import type { CaseLimits } from '../../support/case-limits.ts';

/** What became of a file: `valid`, or the code it was refused with. */
export type FuzzOutcome = string;

/**
 * Opens the file and reads every tensor: it must turn out a consistent checkpoint or be refused with a coded error, within the limits.
 * Anything else is thrown.
 */
export async function checkFile(bytes: Uint8Array, limits: CaseLimits): Promise<FuzzOutcome> {
  return limits.run(() => readConsistently(bytes));
}

async function readConsistently(bytes: Uint8Array): Promise<FuzzOutcome> {
  try {
    const checkpoint = await openCheckpoint(bytesSource(bytes));
    JSON.stringify(checkpoint.plain);
    for (const { key, shape } of checkpoint.tensors.values()) {
      const values = await checkpoint.readFloat32(key);
      const expected = shape.reduce((product, size) => product * size, 1);
      if (values.length !== expected || !values.every(Number.isFinite)) throw new Error(`Expected ${expected} finite values for ${key}.`);
    }
    return 'valid';
  } catch (error) {
    const isCoded = error instanceof AppError && error.code.startsWith('checkpoint-') && error.recovery !== '' && error.message.length < 700;
    if (isCoded) return error.code;
    throw error;
  }
}
