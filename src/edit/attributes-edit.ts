import * as v from 'valibot';
import { ownValue } from '../core/own-value.ts';
import { domainOfValues, editAttributes, levelToStrength } from '../l2m/latent.ts';
import type { BundleAttribute, BundleManifest } from '../l2m/manifest.ts';
import type { Domains, EditKind } from './edit-kind.ts';
import type { FaceSight } from './face-edit.ts';
import { recipeId } from './recipe-id.ts';
import { recipeProblem, unknownId } from './recipe-problem.ts';
import { detectedAt, sourceValue } from './source-value.ts';

/** Levels of binary attributes. */
export interface AttributesEdit {
  readonly kind: 'attributes';
  /** The source's own value per attribute, in the manifest's order: 0 off, 1 on. */
  readonly sourceValues: readonly (0 | 1)[];
  /** Level per attribute (design section 2): 0 off, 1 on. */
  readonly levels: readonly number[];
}

/** Levels of binary attributes, whatever a face's own values are. */
export interface WantedAttributes {
  readonly kind: 'attributes';
  /** Level per attribute in the manifest's order; undefined leaves the attribute at the face's own value. */
  readonly levels: readonly (number | undefined)[];
  /** What a person says the face's own values are, in the same order; undefined believes what is detected. */
  readonly sources?: readonly (0 | 1 | undefined)[] | undefined;
}

/** Values by attribute id: a record of valibot's passes over keys that every object has, and a recipe that bears one is a mistake. */
function byAttribute<Value>(value: v.GenericSchema<Value>): v.GenericSchema<Record<string, Value>> {
  const isPlain = (record: unknown): boolean => typeof record === 'object' && record !== null && !Object.hasOwn(record, 'constructor') && !Object.hasOwn(record, 'prototype');
  return v.pipe(v.custom<Record<string, Value>>(isPlain, 'values by attribute'), v.record(recipeId, value));
}

export const attributesRecipe = v.strictObject({
  kind: v.literal('attributes'),
  /** Level per attribute id: 0 off, 1 on, whatever the face's own value is; an attribute that is not here is left alone. */
  levels: byAttribute(v.pipe(v.number(), v.minValue(-4), v.maxValue(4))),
  /** What every face is now, by attribute id; for what neither the model nor the face finder can tell, which is left alone otherwise. */
  sources: v.exactOptional(byAttribute(v.picklist([0, 1]))),
});

type AttributesRecipe = v.InferOutput<typeof attributesRecipe>;

export const attributesKind: EditKind<AttributesEdit, WantedAttributes, AttributesRecipe> = {
  changesAnything: ({ levels, sourceValues }) => levels.some((level, j) => level !== sourceValues[j]),

  changedAttributes: ({ levels, sourceValues }) => levels.flatMap((level, j) => (level === sourceValues[j] ? [] : [j])),

  changedIds: ({ levels, sourceValues }, domains) => attributesOf(domains).filter((_, j) => levels[j] !== sourceValues[j]).map((attribute) => attribute.id),

  resolve(wanted, manifest, sight) {
    const sources = sourcesOf(wanted, manifest, sight);
    return {
      kind: 'attributes',
      sourceValues: sources.map((source) => source ?? 0),
      // What nobody could tell the source of stays as it is: the way from a guess may lead anywhere.
      levels: sources.map((source, j) => (source === undefined ? 0 : wanted.levels[j] ?? source)),
    };
  },

  untold(wanted, manifest, sight) {
    const sources = sourcesOf(wanted, manifest, sight);
    return attributesOf(manifest.domains).filter((_, j) => wanted.levels[j] !== undefined && sources[j] === undefined).map((attribute) => attribute.id);
  },

  sourceDomain: ({ sourceValues }) => domainOfValues(sourceValues),

  style: ({ sourceValues, levels }, latents) => (
    editAttributes(latents, domainOfValues(sourceValues), levels.map((level, j) => levelToStrength(level, sourceValues[j] ?? 0)))
  ),

  variableIds: (_, domains) => attributesOf(domains).map((attribute) => attribute.id),

  varied(edit, domains, changed, strength) {
    const index = attributesOf(domains).findIndex((attribute) => attribute.id === changed);
    return { ...edit, levels: edit.levels.map((before, j) => (j === index ? (edit.sourceValues[j] === 1 ? 1 - strength : strength) : before)) };
  },

  wantedBySettings: ({ levels, correctedSources }, domains) => ({
    kind: 'attributes',
    levels: attributesOf(domains).map((attribute) => ownValue(levels, attribute.id)),
    sources: attributesOf(domains).map((attribute) => ownValue(correctedSources, attribute.id)),
  }),

  recipeOfSettings({ levels, correctedSources }, domains, statesSource) {
    const set = attributesOf(domains).filter((attribute) => ownValue(levels, attribute.id) !== undefined);
    const said = set.flatMap((attribute) => {
      const value = ownValue(correctedSources, attribute.id);
      return value !== undefined && statesSource(attribute.id) ? [[attribute.id, value] as const] : [];
    });
    return {
      kind: 'attributes', levels: Object.fromEntries(set.map((attribute) => [attribute.id, levels[attribute.id]!])),
      ...(said.length > 0 ? { sources: Object.fromEntries(said) } : {}),
    };
  },

  wantedByRecipe({ levels, sources }, manifest) {
    const known = attributesOf(manifest.domains);
    const ids = Object.keys(levels);
    if (ids.length === 0) throw recipeProblem('recipe-empty', 'a level for at least one attribute', 'none');
    const unknown = [...ids, ...Object.keys(sources ?? {})].find((each) => !known.some((attribute) => attribute.id === each));
    if (unknown !== undefined) throw unknownId(unknown, manifest);
    for (const { id: each, levelRange: [low, high] } of known) {
      const level = ownValue(levels, each);
      if (level !== undefined && (level < low || level > high)) throw recipeProblem('recipe-level', `a level from ${low} to ${high} for "${each}"`, String(level));
    }
    return { kind: 'attributes', levels: known.map((attribute) => ownValue(levels, attribute.id)), sources: sources && known.map((attribute) => ownValue(sources, attribute.id)) };
  },

  recipeIds: ({ levels }) => Object.keys(levels),

  firstRecipe: () => ({ kind: 'attributes', levels: {} }),
};

function attributesOf(domains: Domains): readonly BundleAttribute[] {
  return domains.kind === 'attributes' ? domains.attributes : [];
}

function sourcesOf({ sources }: WantedAttributes, manifest: BundleManifest, { logits, hints }: FaceSight): readonly (0 | 1 | undefined)[] {
  return attributesOf(manifest.domains).map((_, j) => sourceValue(sources?.[j], detectedAt(manifest, j, logits, hints)));
}
