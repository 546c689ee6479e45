import type { BundleManifest } from '../l2m/manifest.ts';
import type { BundleSource } from '../engine/engine-protocol.ts';
import type { StoredModel } from '../library/library-protocol.ts';
import type { ModelEntry } from './slices/engine-slice.ts';
import { worded } from '../text/model-words.ts';

/** A model that can be used: one that ships with the app, or one in the browser's storage. */
export interface ModelChoice {
  /** Tells a shipped model from a stored one of the same id. */
  readonly key: string;
  readonly title: string;
  readonly source: BundleSource;
  readonly manifest: BundleManifest;
  /** Undefined for a model that ships with the app. */
  readonly stored: StoredModel | undefined;
}

/** Key of a stored model; no shipped model's id has a colon. */
export function storedKey(id: string): string {
  return `stored:${id}`;
}

/** Every model that can be used: the shipped ones first. A stored one whose manifest cannot be read is left out. */
export function modelChoices(shipped: readonly ModelEntry[], stored: readonly StoredModel[]): readonly ModelChoice[] {
  return [
    ...shipped.map(({ id, title, baseUrl, manifest }): ModelChoice => ({ key: id, title: worded({ title }).title, source: { baseUrl }, manifest, stored: undefined })),
    ...stored.flatMap((model): readonly ModelChoice[] => {
      const { id, manifest } = model;
      return manifest ? [{ key: storedKey(id), title: worded(manifest).title, source: { storedId: id }, manifest, stored: model }] : [];
    }),
  ];
}

/** Room that a model's files take, as its manifest and the storage say. */
export function modelBytes({ manifest, stored }: ModelChoice): number {
  if (stored) return stored.storedBytes;
  const files = [...Object.values(manifest.graphs), manifest.check.image, manifest.check.expected];
  return files.reduce((sum, file) => sum + (file?.bytes ?? 0), 0);
}
