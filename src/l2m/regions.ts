import * as v from 'valibot';
import { AppError } from '../core/app-error.ts';
import type { BundleManifest } from './manifest.ts';

/** Cells of a region's map along each side of the crop. */
const SIDE = 32;

const mapSchema = v.pipe(v.array(v.pipe(v.array(v.pipe(v.number(), v.minValue(0), v.maxValue(1))), v.length(SIDE))), v.length(SIDE));
const mapsSchema = v.record(v.string(), mapSchema);

/** Where an edit of one attribute may change the crop: `[32,32]` row-major, from 0 nowhere to 1 wholly. */
export type RegionMap = Float32Array<ArrayBuffer>;

/**
 * The manifest's `regions` from parsed JSON, `{ "smile": 32 rows of 32 numbers in [0,1] }`; a map is rounded to bytes.
 * @throws AppError `regions-invalid`
 */
export function encodeRegions(value: unknown): NonNullable<BundleManifest['regions']> {
  const result = v.safeParse(mapsSchema, value);
  if (!result.success) {
    const issue = result.issues[0];
    throw new AppError({
      code: 'regions-invalid',
      message: `Expected ${SIDE} rows of ${SIDE} numbers from 0 to 1 per attribute but received ${issue.received} at "${v.getDotPath(issue) ?? ''}": ${issue.message}`,
      recovery: `Write a JSON object with a list of lists under each attribute's id.`,
    });
  }
  return Object.fromEntries(Object.entries(result.output).map(([id, rows]) => [id, btoa(String.fromCharCode(...rows.flat().map((share) => Math.round(share * 255))))]));
}

/** The map of each attribute, in the manifest's order; undefined where the whole crop may change. */
export function regionMaps({ domains, regions }: Pick<BundleManifest, 'domains' | 'regions'>): readonly (RegionMap | undefined)[] {
  if (domains.kind === 'named') return [];
  return domains.attributes.map(({ id }) => {
    const encoded = regions?.[id];
    return encoded === undefined ? undefined : Float32Array.from(atob(encoded), (byte) => byte.charCodeAt(0) / 255);
  });
}
