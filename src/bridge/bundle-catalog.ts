import type { BundleManifest } from '../l2m/manifest.ts';

/** A model that ships with the app. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  /** Absolute, ends in "/". */
  readonly baseUrl: string;
  readonly manifest: BundleManifest;
}

/** Part of the build, and so of this app; a parity test checks each against the schema. */
const manifests = import.meta.glob<BundleManifest>('/models/*/manifest.json', { eager: true, import: 'default' });

/** The models that were in `models/` when the app was built, those for photos first, since the first is what the editor opens with. */
export function bundledModels(): readonly CatalogEntry[] {
  return Object.entries(manifests).map(([path, manifest]) => ({
    id: manifest.id,
    title: manifest.title,
    baseUrl: new URL(`${import.meta.env.BASE_URL}${path.slice(1, -'manifest.json'.length)}`, location.href).href,
    manifest,
  })).sort((a, b) => Number(a.manifest.alignment === 'none') - Number(b.manifest.alignment === 'none'));
}
