import type { BundleManifest } from '../../l2m/manifest.ts';
import type { CropSquare } from '../../core/geometry.ts';
import type { ReferenceReading } from '../../edit/reference.ts';

/** What an analysis was made of; it holds only for exactly this. */
export interface AnalysisInput {
  readonly pictureId: string;
  readonly square: CropSquare;
  readonly manifest: BundleManifest;
  readonly epoch: number;
}

export interface Analysis {
  readonly input: AnalysisInput;
  readonly logits: readonly number[];
}

/** The search for faces in one picture. */
export interface FaceSearch {
  /** Bundles that take crops whole are for drawings, whose faces are found in another way. */
  readonly lookedFor: 'photographed' | 'drawn';
  readonly status: 'looking' | 'found' | 'none' | 'failed';
}

/** A reference as one bundle reads it; undefined where it could not, so that nothing waits for it. */
export interface ReferenceRead {
  readonly manifest: BundleManifest;
  readonly result: { readonly reading: ReferenceReading; readonly crop: ImageBitmap } | undefined;
}

export interface FacesSlice {
  /** By picture id; none until a picture is searched. */
  readonly searches: Readonly<Record<string, FaceSearch>>;
  /** The last analysis by face id; shown while a newer one runs. */
  readonly analyses: Readonly<Record<string, Analysis>>;
  /** What could not be analysed, by face id, so that nothing waits for it. */
  readonly failedInputs: Readonly<Record<string, AnalysisInput>>;
  /** By what they were read from (`referenceKey`). */
  readonly references: Readonly<Record<string, ReferenceRead>>;
  /** A reference's file on its way in. */
  readonly arriving: AbortController | undefined;
}

export const NO_FACES: FacesSlice = { searches: {}, analyses: {}, failedInputs: {}, references: {}, arriving: undefined };
