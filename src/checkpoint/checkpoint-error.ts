import { AppError } from '../core/app-error.ts';

const COPY_AGAIN = 'Copy or download the file again: it is damaged or incomplete.';
const SAVE_STATE_DICT = 'Save the state_dict (tensors and plain values only) with torch.save and open that file.';
const SAVE_LESS = 'Save only the weights that are needed, without optimiser state, and open that file.';
const CHOOSE_CHECKPOINT = 'Choose a checkpoint saved by PyTorch (.pt, .pth, .ckpt) or a .safetensors file.';
const DO_NOT_TRUST = 'Copy or download the file again; if the message stays, the file was made to mislead: get it from a source you trust.';

/** Every code that reading a checkpoint can fail with, and what the person can do. */
const RECOVERY = {
  'checkpoint-empty': COPY_AGAIN,
  'checkpoint-not-a-checkpoint': CHOOSE_CHECKPOINT,
  'checkpoint-truncated': COPY_AGAIN,
  'checkpoint-corrupt': COPY_AGAIN,
  'checkpoint-bad-pickle': COPY_AGAIN,
  'checkpoint-bad-header': COPY_AGAIN,
  'checkpoint-storage-size': COPY_AGAIN,
  'checkpoint-missing-storage': COPY_AGAIN,
  'checkpoint-unsupported-zip': 'Save the checkpoint again with torch.save: this zip has features that torch.save does not use.',
  'checkpoint-duplicate-entry': DO_NOT_TRUST,
  'checkpoint-overlapping-entries': DO_NOT_TRUST,
  'checkpoint-zip-bomb': DO_NOT_TRUST,
  'checkpoint-forbidden-global': `${SAVE_STATE_DICT} Nothing in this file was run.`,
  'checkpoint-forbidden-opcode': `${SAVE_STATE_DICT} Nothing in this file was run.`,
  'checkpoint-unsupported-value': SAVE_STATE_DICT,
  'checkpoint-unsupported-dtype': 'Convert the tensor to float32 before saving.',
  'checkpoint-big-endian': 'Save the checkpoint again on a little-endian machine.',
  'checkpoint-bad-key': SAVE_STATE_DICT,
  'checkpoint-duplicate-key': SAVE_STATE_DICT,
  'checkpoint-too-deep': SAVE_STATE_DICT,
  'checkpoint-too-large': SAVE_LESS,
  'checkpoint-too-many-values': SAVE_LESS,
  'checkpoint-missing-key': 'Choose a checkpoint of the layout that is asked for.',
  'checkpoint-not-finite': 'Choose an earlier checkpoint: training diverged, or the file is damaged.',
} as const;

export type CheckpointErrorCode = keyof typeof RECOVERY;

/** The four parts of "Expected X for Y but received Z." and the code they go with. */
export interface CheckpointFailure {
  readonly code: CheckpointErrorCode;
  readonly expected: string;
  readonly subject: string;
  readonly received: string;
  readonly cause?: unknown;
}

/** An `AppError` of the reader, with the recovery that belongs to its code. */
export function checkpointError({ code, expected, subject, received, cause }: CheckpointFailure): AppError {
  const message = `Expected ${expected} for ${subject} but received ${received}.`;
  return new AppError({ code, message, recovery: RECOVERY[code], cause });
}

const QUOTE_LENGTH = 80;

/** Text out of a file, quoted and cut so that a hostile name cannot flood a message. */
export function quote(text: string): string {
  const cut = text.length > QUOTE_LENGTH ? `${text.slice(0, QUOTE_LENGTH)}...` : text;
  return JSON.stringify(cut);
}
