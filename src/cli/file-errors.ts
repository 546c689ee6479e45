import { AppError, describe } from '../core/app-error.ts';

/** What the system's codes mean, as the object of "received". */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file or folder'], ['EISDIR', 'a folder'], ['ENOTDIR', 'a file where a folder must be'], ['EEXIST', 'a file in its place'],
  ['EACCES', 'no permission'], ['EPERM', 'no permission'], ['EROFS', 'a disk that cannot be written to'], ['ENOSPC', 'a full disk'], ['EDQUOT', 'a full disk'],
  ['ENAMETOOLONG', 'a name that is too long'], ['ELOOP', 'links that go in circles'], ['EMFILE', 'too many open files'], ['EBUSY', 'a file in use'], ['EXDEV', 'another disk'],
]);
const ADVICE: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'Check the path, and make its folder first.'], ['EISDIR', 'Name a file.'], ['ENOTDIR', 'Check the path.'], ['EEXIST', 'Name another one.'],
  ['ENAMETOOLONG', 'Choose a shorter name.'], ['ENOSPC', 'Free some space.'], ['EDQUOT', 'Free some space.'],
]);

/** What the file system said, in words. */
export function fileWords(thrown: unknown): string {
  return WORDS.get(codeOf(thrown)) ?? describe(thrown);
}

/** What to do about what the file system said. */
export function fileAdvice(thrown: unknown): string {
  return ADVICE.get(codeOf(thrown)) ?? 'Check the permissions and the free space.';
}

/** An error of the file system that nobody foresaw, in words; undefined for any other. */
export function fileError(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error) || !WORDS.has(codeOf(thrown))) return undefined;
  const { path } = thrown as NodeJS.ErrnoException;
  return new AppError({ code: 'file-system', cause: thrown, message: `Expected to use ${path === undefined ? 'a file' : `"${path}"`} but received ${fileWords(thrown)}.`, recovery: fileAdvice(thrown) });
}

function codeOf(thrown: unknown): string {
  return (thrown as { readonly code?: string } | null)?.code ?? '';
}
