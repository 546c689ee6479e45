import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../core/app-error.ts';
import { MANIFEST_FILE } from '../l2m/bundle.ts';

/** Models that come with the app. */
const MODELS_FOLDER = fileURLToPath(new URL('../../models/', import.meta.url));

export const DEFAULT_BUNDLE = 'faces';

/**
 * The folder of a bundle, named by its id in `models/` or by a path.
 * @throws AppError `bundle-missing`
 */
export async function bundleFolder(idOrFolder: string): Promise<string> {
  for (const folder of [join(MODELS_FOLDER, idOrFolder), idOrFolder]) {
    if (await stat(join(folder, MANIFEST_FILE)).then((found) => found.isFile(), () => false)) return folder;
  }
  throw new AppError({
    code: 'bundle-missing', message: `Expected a model's id or a folder with a ${MANIFEST_FILE} for --bundle but received "${idOrFolder}".`,
    recovery: `The models of this app lie in ${MODELS_FOLDER}; mien convert makes one from a checkpoint.`,
  });
}
