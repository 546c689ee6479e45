import { AppError } from '../core/app-error.ts';

/** The refusal of keys that no such model has. */
export function layoutError(expected: string, where: string, received: string | number): AppError {
  return new AppError({
    code: 'checkpoint-layout',
    message: `Expected ${expected} for ${where} but received ${received}.`,
    recovery: 'Check that the file is an L2M-GAN checkpoint with "generator" and "style_encoder".',
  });
}
