import { readBundle, readManifest } from '../bundle/bundle-files.ts';
import { EditPipeline } from '../engine/edit-pipeline.ts';
import { L2mModel } from '../engine/l2m-model.ts';
import { createNodeRuntime } from '../engine/runtime-node.ts';
import { folderBundleFiles } from './node-bundle-files.ts';

/** The pipeline over a bundle's folder on native onnxruntime. */
export async function loadPipeline(folder: string, threads: number): Promise<EditPipeline> {
  const files = folderBundleFiles(folder);
  const contents = await readBundle(files, await readManifest(files));
  return new EditPipeline(await L2mModel.load(createNodeRuntime(threads), contents));
}
