import type { BundleManifest } from '../../l2m/manifest.ts';
import type { CropSquare } from '../../core/geometry.ts';
import type { FaceKind } from '../../edit/face-framing.ts';

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
  readonly lookedFor: FaceKind;
  readonly status: 'looking' | 'found' | 'none' | 'failed';
}

export interface FacesSlice {
  /** By picture id; none until a picture is searched. */
  readonly searches: Readonly<Record<string, FaceSearch>>;
  /** The last analysis by face id; shown while a newer one runs. */
  readonly analyses: Readonly<Record<string, Analysis>>;
  /** What could not be analysed, by face id, so that nothing waits for it. */
  readonly failedInputs: Readonly<Record<string, AnalysisInput>>;
}

export const NO_FACES: FacesSlice = { searches: {}, analyses: {}, failedInputs: {} };
