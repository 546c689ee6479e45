import { AppError } from '../core/app-error.ts';
import type { BundleContents } from '../bundle/bundle-files.ts';
import type { L2mModel } from './l2m-model.ts';

/** Renders the bundle's check image, source domain moved to target domain: `[1,3,S,S] float32 NCHW`. */
export async function renderCheckImage(model: L2mModel, contents: Pick<BundleContents, 'manifest' | 'checkImage'>): Promise<Float32Array<ArrayBuffer>> {
  const { sourceDomain, targetDomain } = contents.manifest.check;
  const face = await model.encode(contents.checkImage.slice());
  const { unrelated, targets } = await model.latents(face, sourceDomain);
  const target = targets.subarray(targetDomain * unrelated.length, (targetDomain + 1) * unrelated.length);
  // In no tone but its own: the check is about the backend.
  const tone = new Float32Array(contents.checkImage.length);
  const image = await model.picture(contents.checkImage, face.features, Float32Array.from(unrelated, (value, i) => value + target[i]!), tone);
  for (const tensor of Object.values(face.features)) tensor.dispose();
  return image;
}

/**
 * Mean absolute difference of the rendered check image from what native onnxruntime computed at conversion; not a number counts as
 * infinitely wrong. Wrong GPU drivers answer with plausible garbage, not with errors.
 */
export async function selfCheckError(model: L2mModel, contents: BundleContents): Promise<number> {
  const image = await renderCheckImage(model, contents).catch((thrown: unknown) => {
    if (thrown instanceof AppError && thrown.code === 'model-not-finite') return undefined;
    throw thrown;
  });
  if (!image) return Number.POSITIVE_INFINITY;
  let sum = 0;
  for (let i = 0; i < image.length; i++) sum += Math.abs(image[i]! - contents.checkExpected[i]!);
  const error = sum / image.length;
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}
