import { AppError } from '../core/app-error.ts';

/** An error that shows how the command is used. */
export function usageError(message: string, usage: string, cause?: unknown): AppError {
  return new AppError({ code: 'usage', message, recovery: usage, cause });
}
