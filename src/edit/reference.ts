import * as v from 'valibot';
import type { CropSquare } from '../core/geometry.ts';
import { ownValue } from '../core/own-value.ts';
import { domainOfValues } from '../l2m/latent.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { FaceSight, ReferenceSettings } from './face-edit.ts';
import { byAttribute, recipeId } from './recipe-id.ts';
import { detectedAt, sourceDomain, sourceValue } from './source-value.ts';

/** What a reference is, as far as anybody can tell. */
export interface ReferenceSelf {
  /** Per attribute of the manifest; empty for named domains. */
  readonly values: readonly (0 | 1 | undefined)[];
  /** The domain whose head reads it; undefined for a named one that nobody can tell. */
  readonly domain: number | undefined;
}

/** A reference as the model reads it. */
export interface ReferenceReading extends ReferenceSelf {
  /** Its related code in every domain, `[D,K]` row-major. */
  readonly codes: Float32Array;
}

/** A reference that leads an edit, and what is taken from it. */
export interface WantedReference {
  readonly reading: ReferenceReading;
  /** Per attribute of the manifest. */
  readonly takes: readonly boolean[];
  /** 0 the source's own related code, 1 the reference's; named domains go by their move's. */
  readonly strength: number;
}

const file = v.pipe(v.string(), v.minLength(1), v.maxLength(1000));
const px = v.pipe(v.number(), v.finite());
const square = v.exactOptional(v.strictObject({ centreXPx: px, centreYPx: px, sidePx: v.pipe(px, v.minValue(1)), rotationRad: px }));

/** A recipe's reference: its picture, which stands beside the recipe's own file, and where in it the face lies, in pixels; the largest one unless that is said. */
export interface RecipeReference {
  readonly file: string;
  readonly square?: CropSquare;
}

/** A recipe's reference for attributes. */
export interface AttributesReference extends RecipeReference {
  readonly attributes?: readonly string[];
  readonly values?: Readonly<Record<string, 0 | 1>>;
  readonly strength?: number;
}

/** A reference in a recipe for attributes: its file, which stands beside the recipe's, alone or with what is taken from it. */
export const attributesReference = v.union([
  v.pipe(file, v.transform((name): AttributesReference => ({ file: name }))),
  v.pipe(v.strictObject({
    file, square,
    /** Only these are taken; without it all that have no level. */
    attributes: v.exactOptional(v.pipe(v.array(recipeId), v.minLength(1))),
    /** What the reference is, by attribute id; for what neither the model nor the face finder can tell. */
    values: v.exactOptional(byAttribute(v.picklist([0, 1]))),
    strength: v.exactOptional(v.pipe(v.number(), v.minValue(-4), v.maxValue(4))),
  }), v.transform((entry): AttributesReference => entry)),
]);

/** A reference in a recipe for named domains: its code takes the place of the target domain's own. */
export const domainReference = v.union([
  v.pipe(file, v.transform((name): RecipeReference => ({ file: name }))),
  v.pipe(v.strictObject({ file, square }), v.transform((entry): RecipeReference => entry)),
]);

/** What a reference is: as a person says, else as the classifier sees it, else as the face finder hints. */
export function referenceSelf(manifest: BundleManifest, said: readonly (0 | 1 | undefined)[], { logits, hints }: FaceSight): ReferenceSelf {
  if (manifest.domains.kind === 'named') return { values: [], domain: sourceDomain(undefined, manifest, logits) };
  const values = manifest.domains.attributes.map((_, j) => sourceValue(said[j], detectedAt(manifest, j, logits, hints)));
  return { values, domain: domainOfValues(values.map((value) => value ?? 0)) };
}

/** Indices of the attributes that a reference leads: taken, and known of both faces. */
export function ledAttributes({ reading, takes }: WantedReference, sources: readonly (number | undefined)[]): readonly number[] {
  return sources.flatMap((source, j) => (takes[j] === true && source !== undefined && reading.values[j] !== undefined ? [j] : []));
}

/** The reference's related code in one domain; plain numbers, so that an edit is its own key. */
export function codeInDomain({ codes }: ReferenceReading, domain: number, domainCount: number): readonly number[] {
  const width = codes.length / domainCount;
  return [...codes.subarray(domain * width, (domain + 1) * width)];
}

/** What a person's settings want of a reference that was read. */
export function wantedOfSettings({ leftOut, strength }: ReferenceSettings, ids: readonly string[], reading: ReferenceReading): WantedReference {
  return { reading, takes: ids.map((id) => !leftOut.includes(id)), strength };
}

/** The reference's face as a recipe has it: the file by its name. */
export function recipeOfFace({ name, isLargest, square: { centreXPx, centreYPx, sidePx, rotationRad } }: ReferenceSettings): RecipeReference {
  return { file: name, ...(isLargest ? {} : { square: { centreXPx, centreYPx, sidePx, rotationRad } }) };
}

/** The same with what is taken from it. */
export function recipeOfReference(reference: ReferenceSettings, ids: readonly string[]): AttributesReference {
  const { leftOut, said, strength } = reference;
  const values = Object.fromEntries(ids.flatMap((id) => { const value = ownValue(said, id); return value === undefined ? [] : [[id, value] as const]; }));
  const taken = ids.filter((id) => !leftOut.includes(id));
  return {
    ...recipeOfFace(reference), ...(taken.length < ids.length ? { attributes: taken } : {}), ...(Object.keys(values).length > 0 ? { values } : {}), ...(strength === 1 ? {} : { strength }),
  };
}
