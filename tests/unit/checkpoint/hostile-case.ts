import type { CheckpointErrorCode } from '../../../src/checkpoint/checkpoint-error.ts';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { bytesSource } from '../../../src/core/byte-source.ts';
import { join, type Part } from './byte-writer.ts';
import { dict, pickle, text } from './pickle-builder.ts';

/** A file that must be refused when it is opened or its tensors are read: name, code, what the message must say, the file. */
export type HostileCase = readonly [name: string, code: CheckpointErrorCode, says: RegExp, bytes: () => Uint8Array];

export const MILLION = 1_000_000;
export const HUGE = 2 ** 40;

/** The pickle of a state_dict with one entry, `weight`. */
export function saved(value: Part): Uint8Array<ArrayBuffer> {
  return pickle(dict([[text('weight'), value]]));
}

/** The same bytes again and again. */
export function repeat(part: Part, count: number): Uint8Array<ArrayBuffer> {
  const unit = join(part);
  const bytes = new Uint8Array(unit.byteLength * count);
  for (let i = 0; i < count; i++) bytes.set(unit, i * unit.byteLength);
  return bytes;
}

/** Opens a checkpoint and reads all of it. */
export async function readAll(bytes: Uint8Array): Promise<void> {
  const checkpoint = await openCheckpoint(bytesSource(bytes));
  for (const key of checkpoint.tensors.keys()) await checkpoint.readFloat32(key);
}
