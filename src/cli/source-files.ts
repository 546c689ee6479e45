import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { SourceFile } from '../batch/plan.ts';
import { isPictureName } from '../batch/picture-name.ts';
import { AppError } from '../core/app-error.ts';

/** The pictures of a folder, and how many other files lie there. */
export interface FolderListing {
  readonly files: readonly SourceFile[];
  readonly otherFiles: number;
}

/**
 * Every picture of a folder and the folders in it, without what lies in `exceptFolder`; hidden files are left out.
 * @throws AppError `folder-unreadable`
 */
export async function listPictures(folder: string, exceptFolder: string): Promise<FolderListing> {
  const files: SourceFile[] = [];
  let otherFiles = 0;
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const full = join(path, entry.name);
      if (entry.name.startsWith('.') || resolve(full) === resolve(exceptFolder)) continue;
      const found = entry.isSymbolicLink() ? await stat(full).catch(() => undefined) : entry;
      // Links to folders could go in circles.
      if (entry.isDirectory()) await visit(full);
      else if (found?.isFile() === true && isPictureName(entry.name)) {
        const { size, mtimeMs } = await stat(full);
        files.push({ path: relative(folder, full).split(sep).join('/'), sizeBytes: size, modifiedMs: mtimeMs });
      } else otherFiles++;
    }
  };
  await visit(folder).catch((cause: unknown) => {
    throw new AppError({ code: 'folder-unreadable', cause, message: `Expected a readable folder for "${folder}" but received none.`, recovery: 'Check the path.' });
  });
  return { files, otherFiles };
}
