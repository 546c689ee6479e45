import { AppError } from '../core/app-error.ts';

/** A process was ended because it took too long over a picture. */
export function timedOut(limitMs: number): AppError {
  return new AppError({ code: 'file-timed-out', message: `Expected a result within ${limitMs / 1000} s but received none.`, recovery: 'Give it more time with --timeout, or leave the file out.' });
}

/** A process ended over a picture without a word. */
export function crashed(): AppError {
  return new AppError({
    code: 'worker-crashed', message: 'Expected the worker process to live but it ended, most likely for want of memory.',
    recovery: 'Make the picture smaller, or for a folder use fewer --jobs.',
  });
}
