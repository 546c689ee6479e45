import type { DomainTable, GivenNames } from '../l2m/domain-table.ts';
import type { OrtFlavour } from '../engine/engine-protocol.ts';
import type { BundleManifest } from '../l2m/manifest.ts';

/** A model in the browser's storage. */
export interface StoredModel {
  readonly id: string;
  readonly storedBytes: number;
  /** Undefined when it cannot be read; such a model can only be removed. */
  readonly manifest: BundleManifest | undefined;
  /** Why the manifest cannot be read. */
  readonly problem: string | undefined;
  /** Markdown model card; empty when there is none. */
  readonly card: string;
}

/** What a person may choose while importing; 8 bits are for those who compare pictures afterwards, as at the command line. */
export type WeightStorage = Exclude<BundleManifest['storage'], 'int8'>;

/** Work done so far; `totalBytes` is fixed from the first report on, `doneBytes` only grows and ends at it. */
export interface LibraryProgress {
  /** Weights converted, file hashed, runtime loaded, weights run on the check image; or an import's files copied and hashed. */
  readonly stage: 'convert' | 'hash' | 'runtime' | 'check' | 'copy';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What a dropped file holds. */
export type Inspection = CheckpointInspection | BundleInspection;

/** A model's checkpoint: it can be converted. */
export interface CheckpointInspection {
  readonly kind: 'checkpoint';
  readonly format: BundleManifest['source']['format'];
  readonly fileBytes: number;
  readonly imageSizePx: number;
  readonly domainCount: number;
  /** StarGAN v2 has a mapping network in place of L2M-GAN's domain transformers. */
  readonly architecture: 'L2M-GAN' | 'StarGAN v2';
  readonly hasHighPassSkips: boolean;
  /** Without one a person must say whether the source already has an attribute. */
  readonly hasClassifier: boolean;
  readonly parameters: number;
  readonly usedKeys: number;
  readonly skippedKeys: number;
  /** True when the file does not say what its attributes or domains are. */
  readonly needsNames: boolean;
  readonly suggested: SuggestedChoices;
  /** Room that the bundle will take, to within a percent or so. */
  readonly storedBytes: Readonly<Record<WeightStorage, number>>;
}

export interface SuggestedChoices {
  /** Free among the stored models. */
  readonly id: string;
  readonly title: string;
  readonly alignment: BundleManifest['alignment'];
  /** From the file, else placeholders; undefined when the number of domains is no power of two: each needs a name. */
  readonly domains: DomainTable | undefined;
}

/** A bundle's `.zip`: it can be imported. */
export interface BundleInspection {
  readonly kind: 'bundle';
  readonly fileBytes: number;
  readonly manifest: BundleManifest;
}

/** What a person decides about a conversion. */
export interface ConversionChoices {
  readonly id: string;
  readonly title: string;
  readonly licence: string;
  /** Empty to take the checkpoint's own. */
  readonly names: GivenNames;
  readonly alignment: BundleManifest['alignment'];
  readonly storage: WeightStorage;
}

/** Every request that the worker answers: name -> [payload, result]. */
export interface LibraryCalls {
  list: [undefined, readonly StoredModel[]];
  inspect: [{ readonly file: File }, Inspection];
  /** `flavour`: the runtime's build that renders the check image. */
  convert: [{ readonly file: File; readonly choices: ConversionChoices; readonly flavour: OrtFlavour }, StoredModel];
  importZip: [{ readonly file: Blob }, StoredModel];
  exportZip: [{ readonly id: string }, Blob];
  remove: [{ readonly id: string }, undefined];
}
