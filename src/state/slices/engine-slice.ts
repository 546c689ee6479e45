import type { BundleManifest } from '../../l2m/manifest.ts';
import type { LoadedBundle, Progress } from '../../engine/engine-protocol.ts';

/** A bundle that ships with the app. */
export interface ModelEntry {
  readonly id: string;
  readonly title: string;
  /** Folder of the bundle: absolute, ends in "/". */
  readonly baseUrl: string;
  readonly manifest: BundleManifest;
}

export interface EngineSlice {
  /** The shipped ones; `modelChoices` adds those in storage. */
  readonly models: readonly ModelEntry[];
  /** The model being loaded, and how far it is. */
  readonly loading: { readonly modelId: string; readonly progress: Progress | undefined; readonly controller: AbortController } | undefined;
  readonly loaded: { readonly modelId: string; readonly bundle: LoadedBundle } | undefined;
  /** A person chose the model: the app takes no other one by itself any more. */
  readonly isModelChosen: boolean;
  /** Counts worker restarts: what was computed before one is asked for again. */
  readonly epoch: number;
}
