import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/app-error.ts';
import type { BundleFiles } from '../bundle/bundle-files.ts';

/** The files of a bundle in a folder. */
export function folderBundleFiles(folder: string): BundleFiles {
  return {
    async read(file, onBytes) {
      const bytes = await readFile(join(folder, file)).catch((cause: unknown) => {
        throw new AppError({ code: 'bundle-file-missing', message: `Expected a file "${file}" in the bundle "${folder}" but received none.`, cause, recovery: 'Convert the checkpoint again.' });
      });
      onBytes?.(bytes.length);
      return new Uint8Array(bytes);
    },
  };
}
