import type { BundleManifest } from '../../l2m/manifest.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';

type Alignment = BundleManifest['alignment'];

/** The alignment templates, and when each is right. */
export const ALIGNMENTS: readonly { readonly value: Alignment; readonly title: string; readonly when: string }[] = [
  { value: 'celeba-hq', title: 'CelebA-HQ', when: 'Wide crops with hair and chin: the published L2M-GAN and StarGAN v2 checkpoints.' },
  { value: 'tight', title: 'Tight', when: 'Close, upright crops of the face alone, as in UTKFace: Mien’s own training.' },
  { value: 'none', title: 'None', when: 'Whole pictures, cut by hand: animals, drawings, anything without a face’s landmarks.' },
];

/** Name of an alignment template. */
export function alignmentTitle(value: Alignment): string {
  return ALIGNMENTS.find((alignment) => alignment.value === value)?.title ?? value;
}

/** How weights are kept. */
export function storageText(storage: BundleManifest['storage']): string {
  return { float32: 'Full precision', float16: 'Half precision', int8: '8 bits' }[storage];
}

/** What a bundle can change: "Smile, Gender, Age". */
export function domainsText({ domains }: BundleManifest): string {
  return (domains.kind === 'attributes' ? domains.attributes : domains.names).map(({ title }) => title).join(', ');
}

const FORMATS: Readonly<Record<string, string>> = {
  'torch-zip': 'PyTorch', 'torch-legacy': 'PyTorch before 1.6', safetensors: 'Safetensors',
};

/** Name of a checkpoint's format. */
export function formatTitle(format: CheckpointInspection['format']): string {
  return Object.hasOwn(FORMATS, format) ? FORMATS[format] ?? format : format;
}
