import { L2mModel } from '../engine/l2m-model.ts';
import type { Runtime } from '../engine/runtime.ts';
import { renderCheckImage } from '../engine/self-check.ts';
import type { Bundle } from '../l2m/bundle.ts';
import { bundledGraphs } from '../l2m/manifest.ts';

/** Renders a draft bundle's check image with its own graphs: `[1,3,S,S] float32 NCHW`, source domain moved to target domain. */
export async function renderCheck(runtime: Runtime, { manifest, files }: Bundle): Promise<Float32Array<ArrayBuffer>> {
  const bytesOf = (file: string): Uint8Array<ArrayBuffer> => files.get(file) ?? new Uint8Array(0);
  const graphs = new Map(bundledGraphs(manifest).map(([name, { file }]) => [name, bytesOf(file)] as const));
  const checkImage = new Float32Array(bytesOf(manifest.check.image.file).slice().buffer);
  const model = await L2mModel.load(runtime, { manifest, graphs, checkImage, checkExpected: checkImage });
  try {
    return await renderCheckImage(model, { manifest, checkImage });
  } finally {
    await model.release();
  }
}
