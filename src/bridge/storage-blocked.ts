import { AppError, describe } from '../core/app-error.ts';

/** The browser keeps nothing for this page: cookies and site data are forbidden, a private window, or a storage that is broken. */
export function storageBlocked(cause: unknown): AppError {
  return new AppError({
    code: 'storage-blocked', cause, message: `Expected this browser's storage for the batch but received "${describe(cause)}".`,
    recovery: 'Allow this site to keep data, or leave the private window, then try again. Originals and what was saved are untouched.',
  });
}

/** The browser's storage, or the disk below it, is full. */
export function diskFull(what: string, cause: unknown): AppError {
  return new AppError({ code: 'disk-full', cause, message: `Expected to write ${what} but received a full disk.`, recovery: 'Free some space, then try again what failed.' });
}
