import * as v from 'valibot';

/** A model that ships with the app. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  /** Absolute, ends in "/". */
  readonly baseUrl: string;
}

const manifests = import.meta.glob('/models/*/manifest.json', { eager: true, import: 'default' });
const named = v.object({ id: v.string(), title: v.string() });

/** The models that were in `models/` when the app was built, in the order of their names. */
export function bundledModels(): readonly CatalogEntry[] {
  return Object.entries(manifests).map(([path, manifest]) => ({
    ...v.parse(named, manifest),
    baseUrl: new URL(`${import.meta.env.BASE_URL}${path.slice(1, -'manifest.json'.length)}`, location.href).href,
  }));
}
