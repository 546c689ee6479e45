import { AppError } from '../core/app-error.ts';
import { sumTensors } from '../l2m/convert.ts';
import { buildDomainTable, isUnnamed, slug, titleOf, type DomainTable } from '../l2m/domain-table.ts';
import { openModel, type OpenedModel } from '../l2m/open-model.ts';
import type { ModelSpec } from '../l2m/spec.ts';
import { blobByteSource } from '../bundle/blob-byte-source.ts';
import { bundleManifestIn } from './bundle-zip-reader.ts';
import type { Inspection, WeightStorage } from './library-protocol.ts';

const MAX_ID_LENGTH = 64;
/** Graph structure, manifest and card. */
const OVERHEAD_BYTES = 2 ** 17;

/**
 * Finds out what a dropped file is, by its content alone, reading no weight.
 * @throws AppError `bundle-zip-*`, `manifest-invalid` and the codes of `openModel`
 */
export async function inspectFile(file: File, takenIds: readonly string[]): Promise<Inspection> {
  const manifest = await bundleManifestIn(file);
  if (manifest) return { kind: 'bundle', fileBytes: file.size, manifest };
  const model = await openModel(blobByteSource(file));
  const { checkpoint, recognition: { spec, usedKeys, skippedKeys }, meta } = model;
  const domains = knownDomains(model);
  const name = file.name.replace(/\.[^.]*$/, '');
  return {
    kind: 'checkpoint',
    format: checkpoint.format,
    fileBytes: file.size,
    imageSizePx: spec.imageSizePx,
    domainCount: spec.domainCount,
    architecture: spec.mapping ? 'StarGAN v2' : 'L2M-GAN',
    hasHighPassSkips: spec.hasHighPassSkips,
    hasClassifier: spec.classifierAttributeCount > 0,
    parameters: sumTensors(checkpoint, usedKeys).elements,
    usedKeys: usedKeys.length,
    skippedKeys: skippedKeys.length,
    needsNames: domains === undefined || isUnnamed(meta, {}),
    // The published checkpoints with landmark heatmaps are all of faces cut as in CelebA-HQ.
    suggested: { id: freeId(slug(name), takenIds), title: titleOf(name), alignment: spec.hasHighPassSkips ? 'celeba-hq' : 'none', domains },
    storedBytes: { float32: storedBytesOf(model, 'float32'), float16: storedBytesOf(model, 'float16') },
  };
}

/** Room that a converted model will take: its weights, and the check image before and after. */
export function storedBytesOf({ checkpoint, recognition: { spec, usedKeys } }: OpenedModel, storage: WeightStorage): number {
  const weightBytes = sumTensors(checkpoint, usedKeys).elements * (storage === 'float16' ? 2 : 4);
  return weightBytes + 2 * checkImageBytes(spec) + OVERHEAD_BYTES;
}

function checkImageBytes({ imageSizePx }: ModelSpec): number {
  return 4 * 3 * imageSizePx ** 2;
}

function knownDomains({ recognition, meta }: OpenedModel): DomainTable | undefined {
  try {
    return buildDomainTable(recognition.spec, meta, {});
  } catch (thrown) {
    // Names that are missing or too few are the person's to give.
    if (thrown instanceof AppError) return undefined;
    throw thrown;
  }
}

function freeId(wanted: string, taken: readonly string[]): string {
  const stem = wanted.slice(0, MAX_ID_LENGTH - 4).replace(/-$/, '') || 'model';
  let id = stem;
  for (let i = 2; taken.includes(id); i++) id = `${stem}-${i}`;
  return id;
}
