import type { BatchSource } from '../../bridge/batch-source.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { cropSample, decideCrop, isSettled, type CropDecision } from '../../batch/crop-policy.ts';
import type { CropPolicy } from '../../batch/recipe.ts';
import { isCropSized } from '../../edit/crop-size.ts';
import type { PictureSize } from '../../edit/square.ts';

/** Decides once for a folder how its faces are found, from a look at some of its pictures where that is needed. */
export async function decideFolderCrop(source: BatchSource, wanted: CropPolicy, manifest: BundleManifest): Promise<CropDecision> {
  if (wanted !== 'auto') return decideCrop(wanted, manifest, []);
  const sizes: PictureSize[] = [];
  let misfits = 0;
  const sample = cropSample(source.listing.files.filter(({ problem }) => !problem).sort((a, b) => (a.path < b.path ? -1 : 1)));
  for (const { path } of sample) {
    const size = await sizeOf(source, path);
    if (!size) continue;
    sizes.push(size);
    if (!isCropSized(size, manifest)) misfits++;
    if (isSettled(misfits, sample.length)) break;
  }
  return decideCrop(wanted, manifest, sizes);
}

/** Undefined for what cannot be decoded: its row will say why. */
async function sizeOf(source: BatchSource, path: string): Promise<PictureSize | undefined> {
  try {
    const bitmap = await createImageBitmap(await source.open(path));
    const size = { widthPx: bitmap.width, heightPx: bitmap.height };
    bitmap.close();
    return size;
  } catch {
    return undefined;
  }
}
