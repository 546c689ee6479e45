import { AppError, describe } from '../core/app-error.ts';

/**
 * A file of a batch's source as it was found, or why it was not.
 * @throws AppError `file-unreadable`, `source-forbidden`
 */
export async function opened(path: string, file: Promise<Blob | undefined> | undefined): Promise<Blob> {
  let cause: unknown;
  const found = await file?.catch((thrown: unknown) => { cause = thrown; return undefined; });
  if (found) return found;
  if (cause instanceof AppError) throw cause;
  if (cause instanceof DOMException && cause.name === 'NotAllowedError') {
    throw new AppError({
      code: 'source-forbidden', cause, message: `Expected to read "${path}" but received no permission for the folder of the originals.`,
      recovery: 'Allow the page to read it, then try again what failed.',
    });
  }
  throw new AppError({
    code: 'file-unreadable', cause, message: `Expected a readable file for "${path}" but received ${cause === undefined ? 'none' : `"${describe(cause)}"`}.`,
    recovery: 'Check that it is still there, and that the page may read the folder.',
  });
}
