import type { BundleManifest, CropSquare } from '../../bridge/engine-client.ts';

/** What an analysis was made of; it holds only for exactly this. */
export interface AnalysisInput {
  readonly pictureId: string;
  readonly square: CropSquare;
  readonly manifest: BundleManifest;
  readonly epoch: number;
}

export interface FaceSlice {
  /** The last analysis; shown while a newer one runs. */
  readonly analysis: { readonly input: AnalysisInput; readonly logits: readonly number[] } | undefined;
  /** The input that could not be analysed, so that nothing waits for it. */
  readonly failedInput: AnalysisInput | undefined;
}
