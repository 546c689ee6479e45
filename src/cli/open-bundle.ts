import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../core/app-error.ts';
import { readBundle, readManifest } from '../bundle/bundle-files.ts';
import { EditPipeline } from '../engine/edit-pipeline.ts';
import { L2mModel } from '../engine/l2m-model.ts';
import { createNodeRuntime } from '../engine/runtime-node.ts';
import { MANIFEST_FILE } from '../l2m/bundle.ts';
import { folderBundleFiles } from './node-bundle-files.ts';

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
    recovery: `The models of this app lie in ${MODELS_FOLDER}; npm run convert makes one from a checkpoint.`,
  });
}

/** The pipeline over a bundle's folder on native onnxruntime. */
export async function loadPipeline(folder: string, threads: number): Promise<EditPipeline> {
  const files = folderBundleFiles(folder);
  const contents = await readBundle(files, await readManifest(files));
  return new EditPipeline(await L2mModel.load(createNodeRuntime(threads), contents));
}
