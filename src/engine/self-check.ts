import type { BundleContents } from './bundle-files.ts';
import type { L2mModel } from './l2m-model.ts';

/**
 * Renders the bundle's check image and returns the mean absolute difference from what native onnxruntime computed at
 * conversion; not a number counts as infinitely wrong. Wrong GPU drivers answer with plausible garbage, not with errors.
 */
export async function selfCheckError(model: L2mModel, contents: BundleContents): Promise<number> {
  const { sourceDomain, targetDomain } = contents.manifest.check;
  const face = await model.encode(contents.checkImage.slice());
  const { unrelated, targets } = await model.latents(face, sourceDomain);
  const target = targets.subarray(targetDomain * unrelated.length, (targetDomain + 1) * unrelated.length);
  const image = await model.decode(face.features, Float32Array.from(unrelated, (value, i) => value + target[i]!));
  for (const tensor of Object.values(face.features)) tensor.dispose();
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += Math.abs(image[i]! - contents.checkExpected[i]!);
  const error = sum / image.length;
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}
