import type { Checkpoint, PlainValue } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import type { ByteSource } from '../core/byte-source.ts';
import { recogniseModel, type Recognition } from './recognise.ts';

/** A checkpoint and the model that was found in it. */
export interface OpenedModel {
  readonly checkpoint: Checkpoint;
  readonly recognition: Recognition;
  /** What the training says of itself, where it does: attributes, metrics. */
  readonly meta: PlainValue | undefined;
}

/**
 * Reads a checkpoint's table of contents and finds the model in it; no weight is read.
 * @throws AppError with the codes of `openCheckpoint` and `recogniseModel`
 */
export async function openModel(source: ByteSource): Promise<OpenedModel> {
  const checkpoint = await openCheckpoint(source);
  return { checkpoint, recognition: recogniseModel(checkpoint), meta: checkpoint.plain['meta'] };
}
