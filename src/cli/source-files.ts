import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { RowReason, SourceFile } from '../batch/plan.ts';
import { isPictureName } from '../core/picture-formats.ts';
import { AppError } from '../core/app-error.ts';
import { fileWords } from './file-errors.ts';
import { isWithin } from './originals.ts';

/** The pictures of a folder, and how many other files lie there. */
export interface FolderListing {
  /** Those that cannot be opened among them, and the folders that cannot be read, with their problem. */
  readonly files: readonly SourceFile[];
  readonly otherFiles: number;
}

/**
 * Every picture of a folder and the folders in it, without what lies in `exceptFolder`; hidden files are left out.
 * @throws AppError `folder-unreadable` for the folder itself
 */
export async function listPictures(folder: string, exceptFolder: string): Promise<FolderListing> {
  const files: SourceFile[] = [];
  let otherFiles = 0;
  const root = await realpath(folder).catch((cause: unknown) => { throw noFolder(folder, cause); });
  const except = await realpath(exceptFolder).catch(() => undefined);
  const isOutput = except !== undefined && except !== root && !isWithin(root, except) ? (path: string): boolean => isWithin(path, except) : (): boolean => false;
  const add = async (full: string): Promise<void> => {
    const path = relative(root, full).split(sep).join('/');
    try {
      const { size, mtimeMs } = await stat(full);
      files.push({ path, sizeBytes: size, modifiedMs: mtimeMs });
    } catch (thrown) {
      files.push(failing(path, { code: 'file-unreadable', message: `Expected a readable file but received ${fileWords(thrown)}.` }));
    }
  };
  const visit = async (path: string): Promise<void> => {
    // Names as bytes: one that is no UTF-8 could not be opened by the text that stands for it.
    for (const { entry, name, isText } of await namesIn(path)) {
      const full = join(path, name);
      if (name.startsWith('.') || isOutput(full)) continue;
      if (!isText) {
        if (entry.isDirectory() || isPictureName(name)) files.push(failing(relative(root, full).split(sep).join('/'), { code: 'name-unreadable', message: `Expected a name in UTF-8 but received "${name}".` }));
        else otherFiles++;
      } else if (entry.isDirectory()) {
        await visit(full).catch((thrown: unknown) => {
          files.push(failing(relative(root, full).split(sep).join('/'), { code: 'folder-unreadable', message: `Expected a readable folder but received ${fileWords(thrown)}.` }));
        });
      } else if (isPictureName(name) && await isFile(entry, full, isOutput)) await add(full);
      else otherFiles++;
    }
  };
  await visit(root).catch((cause: unknown) => { throw noFolder(folder, cause); });
  return { files, otherFiles };
}

/** Links to folders are not followed, for they could go in circles; links to files are, unless they lead to an output. */
async function isFile(entry: Dirent<Buffer>, full: string, isOutput: (path: string) => boolean): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isFile();
  const target = await realpath(full).catch(() => undefined);
  return target !== undefined && !isOutput(target) && (await stat(target).catch(() => undefined))?.isFile() === true;
}

async function namesIn(path: string): Promise<readonly { readonly entry: Dirent<Buffer>; readonly name: string; readonly isText: boolean }[]> {
  return (await readdir(path, { withFileTypes: true, encoding: 'buffer' })).map((entry) => {
    const name = entry.name.toString('utf8');
    return { entry, name, isText: Buffer.from(name, 'utf8').equals(entry.name) };
  });
}

function failing(path: string, problem: RowReason): SourceFile {
  return { path, sizeBytes: 0, modifiedMs: 0, problem };
}

function noFolder(folder: string, cause: unknown): AppError {
  return new AppError({ code: 'folder-unreadable', cause, message: `Expected a readable folder for "${folder}" but received none.`, recovery: 'Check the path.' });
}
