import type { BundleManifest } from '../../l2m/manifest.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';
import { worded } from '../../text/model-words.ts';
import { modelsText } from '../../text/models.ts';

type Alignment = BundleManifest['alignment'];

/** The alignment templates, and when each is right. */
export const ALIGNMENTS: readonly { readonly value: Alignment; readonly title: string; readonly when: string }[] = [
  { value: 'celeba-hq', title: 'CelebA-HQ', get when() { return modelsText().celebaHint; } },
  { value: 'tight', get title() { return modelsText().tight; }, get when() { return modelsText().tightHint; } },
  { value: 'none', get title() { return modelsText().noneTitle; }, get when() { return modelsText().noneHint; } },
];

/** Name of an alignment template. */
export function alignmentTitle(value: Alignment): string {
  return ALIGNMENTS.find((alignment) => alignment.value === value)?.title ?? value;
}

/** How weights are kept. */
export function storageText(storage: BundleManifest['storage']): string {
  return { float32: modelsText().fullPrecision, float16: modelsText().halfPrecision, int8: modelsText().eightBits }[storage];
}

/** What a bundle can change: "Smile, Gender, Age". */
export function domainsText({ domains }: BundleManifest): string {
  const words = worded(domains);
  return (words.kind === 'attributes' ? words.attributes : words.names).map(({ title }) => title).join(modelsText().comma);
}

const FORMATS: Readonly<Record<string, string>> = {
  'torch-zip': 'PyTorch', get 'torch-legacy'() { return modelsText().oldPyTorch; }, safetensors: 'Safetensors',
};

/** Name of a checkpoint's format. */
export function formatTitle(format: CheckpointInspection['format']): string {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] ?? format : format;
}
