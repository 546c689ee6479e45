import * as v from 'valibot';
import { ownValue } from '../core/own-value.ts';
import { domainOfValues, editAttributes, levelToStrength, sourceValueAt, type Lead } from '../l2m/latent.ts';
import type { BundleAttribute, BundleManifest } from '../l2m/manifest.ts';
import type { Domains, EditKind } from './edit-kind.ts';
import type { FaceSight } from './face-edit.ts';
import { byAttribute } from './recipe-id.ts';
import { recipeProblem, unknownId } from './recipe-problem.ts';
import { attributesReference, codeInDomain, ledAttributes, recipeOfReference, wantedOfSettings, type ReferenceReading, type WantedReference } from './reference.ts';
import { detectedAt, sourceLevel } from './source-value.ts';

/** Levels of binary attributes. */
export interface AttributesEdit {
  readonly kind: 'attributes';
  /** Where the source lies per attribute, in the manifest's order: 0 off, 1 on, between them what nobody is sure of. */
  readonly sourceValues: readonly number[];
  /** Level per attribute (design section 2): 0 off, 1 on. */
  readonly levels: readonly number[];
  /** Another face that leads some of the attributes, whose levels are then the source's own. */
  readonly lead?: Lead & { readonly code: readonly number[]; readonly attributes: readonly number[] };
}

/** In place of a level: the value that a face does not have now. */
export const FLIP = 'flip';

/** Levels of binary attributes, whatever a face's own values are. */
export interface WantedAttributes {
  readonly kind: 'attributes';
  /** Level per attribute in the manifest's order, or each face's other value; undefined leaves the attribute at the face's own value. */
  readonly levels: readonly (number | typeof FLIP | undefined)[];
  /** What a person says the face's own values are, in the same order; undefined believes what is detected. */
  readonly sources?: readonly (0 | 1 | undefined)[] | undefined;
  readonly reference?: WantedReference | undefined;
}

export const attributesRecipe = v.strictObject({
  kind: v.literal('attributes'),
  /** Level per attribute id: 0 off, 1 on, whatever the face's own value is, or `flip`: its other value; an attribute that is not here is left alone. */
  levels: v.optional(byAttribute(v.union([v.pipe(v.number(), v.minValue(-4), v.maxValue(4)), v.literal(FLIP)])), {}),
  /** What every face is now, by attribute id; for what neither the model nor the face finder can tell, which is left alone otherwise. */
  sources: v.exactOptional(byAttribute(v.picklist([0, 1]))),
  /** A picture of another face, beside the recipe's file, that leads the attributes without a level. */
  reference: v.exactOptional(attributesReference),
});

type AttributesRecipe = v.InferOutput<typeof attributesRecipe>;

export const attributesKind: EditKind<AttributesEdit, WantedAttributes, AttributesRecipe> = {
  changesAnything: (edit) => changedAttributesOf(edit).length > 0,

  changedAttributes: changedAttributesOf,

  changedIds: (edit, domains) => {
    const changed = changedAttributesOf(edit);
    return attributesOf(domains).filter((_, j) => changed.includes(j)).map((attribute) => attribute.id);
  },

  resolve(wanted, manifest, sight) {
    const sources = sourcesOf(wanted, manifest, sight);
    const sourceValues = sources.map((source) => source ?? 0);
    const led = wanted.reference ? ledAttributes(wanted.reference, sources) : [];
    // What nobody could tell the source of stays as it is: the way from a guess may lead anywhere.
    const levels = sources.map((source, j) => (source === undefined ? 0 : led.includes(j) ? source : levelFrom(wanted.levels[j], source)));
    const known = attributesOf(manifest.domains);
    const lead = wanted.reference && leadOf(wanted.reference, led, valuesAt(levels, sourceValues));
    return {
      kind: 'attributes', sourceValues,
      levels: levels.map((level, j) => (meansNothing(known, j, levels) ? sourceValues[j] ?? 0 : level)),
      ...(lead ? { lead } : {}),
    };
  },

  untold(wanted, manifest, sight) {
    const sources = sourcesOf(wanted, manifest, sight);
    const { reference } = wanted;
    const isUntold = (j: number): boolean => (wanted.levels[j] !== undefined && sources[j] === undefined)
      || (reference?.takes[j] === true && (sources[j] === undefined || reference.reading.values[j] === undefined));
    return attributesOf(manifest.domains).filter((_, j) => isUntold(j)).map((attribute) => attribute.id);
  },

  sourceDomain: ({ levels, sourceValues }) => domainOfValues(valuesAt(levels, sourceValues)),

  latentSeed: () => 0,

  style: ({ sourceValues, levels, lead }, latents) => (
    editAttributes(latents, domainOfValues(valuesAt(levels, sourceValues)), levels.map((level, j) => levelToStrength(level, sourceValues[j] ?? 0)), lead)
  ),

  variableIds: ({ lead }, domains) => attributesOf(domains).filter((_, j) => lead?.attributes.includes(j) !== true).map((attribute) => attribute.id),

  varied(edit, domains, changed, strength) {
    const index = attributesOf(domains).findIndex((attribute) => attribute.id === changed);
    const source = edit.sourceValues[index] ?? 0;
    return attributesKind.atLevel(edit, domains, changed, source + strength * (otherValue(source) - source));
  },

  atLevel(edit, domains, id, level) {
    const index = attributesOf(domains).findIndex((attribute) => attribute.id === id);
    return { ...edit, levels: edit.levels.map((before, j) => (j === index ? level : before)) };
  },

  partly: ({ lead, ...edit }, share) => ({
    ...edit, levels: edit.levels.map((level, j) => edit.sourceValues[j]! + share * (level - edit.sourceValues[j]!)),
    ...(lead ? { lead: { ...lead, strength: share * lead.strength } } : {}),
  }),

  wantedBySettings: ({ levels, correctedSources, reference }, domains, reading) => ({
    kind: 'attributes',
    levels: attributesOf(domains).map((attribute) => ownValue(levels, attribute.id)),
    sources: attributesOf(domains).map((attribute) => ownValue(correctedSources, attribute.id)),
    ...(reference && reading ? { reference: wantedOfSettings(reference, idsOf(domains), reading) } : {}),
  }),

  recipeOfSettings({ levels, correctedSources, reference }, domains, statesSource) {
    const ids = idsOf(domains);
    const isTaken = (id: string): boolean => reference !== undefined && !reference.leftOut.includes(id);
    const set = ids.filter((id) => ownValue(levels, id) !== undefined && !isTaken(id));
    const said = ids.filter((id) => set.includes(id) || isTaken(id)).flatMap((id) => {
      const value = ownValue(correctedSources, id);
      return value !== undefined && statesSource(id) ? [[id, value] as const] : [];
    });
    return {
      kind: 'attributes', levels: Object.fromEntries(set.map((id) => [id, levels[id]!])),
      ...(said.length > 0 ? { sources: Object.fromEntries(said) } : {}),
      ...(ids.some(isTaken) && reference ? { reference: recipeOfReference(reference, ids) } : {}),
    };
  },

  wantedByRecipe(recipe, manifest, reading) {
    const { levels, sources, reference } = recipe;
    const known = attributesOf(manifest.domains);
    const ids = Object.keys(levels);
    if (ids.length === 0 && !reference) throw recipeProblem('recipe-empty', 'a level for at least one attribute, or a reference,', 'none');
    const named = [...ids, ...Object.keys(sources ?? {}), ...(reference?.attributes ?? []), ...Object.keys(reference?.values ?? {})];
    const unknown = named.find((each) => !known.some((attribute) => attribute.id === each));
    if (unknown !== undefined) throw unknownId(unknown, manifest);
    for (const { id: each, levelRange: [low, high] } of known) {
      const level = ownValue(levels, each);
      if (typeof level === 'number' && (level < low || level > high)) throw recipeProblem('recipe-level', `a level from ${low} to ${high} for "${each}"`, String(level));
    }
    const wantedReference = reference && wantedLead(recipe, known, reading);
    return {
      kind: 'attributes', levels: known.map((attribute) => ownValue(levels, attribute.id)), sources: sources && known.map((attribute) => ownValue(sources, attribute.id)),
      ...(wantedReference ? { reference: wantedReference } : {}),
    };
  },

  saidOfReference: ({ reference }, domains) => idsOf(domains).map((id) => ownValue(reference?.values ?? {}, id)),

  reference: ({ reference }) => reference,

  recipeIds: ({ levels, reference }) => [...Object.keys(levels), ...(reference ? reference.attributes ?? ['reference'] : [])],

  firstRecipe: () => ({ kind: 'attributes', levels: {} }),
};

/** Whether an attribute means nothing beside another one at these levels. */
export function meansNothing(attributes: readonly BundleAttribute[], j: number, levels: readonly number[]): boolean {
  const beside = attributes.findIndex(({ id }) => id === attributes[j]?.onlyWithout);
  return beside >= 0 && (levels[beside] ?? 0) >= 0.5;
}

function attributesOf(domains: Domains): readonly BundleAttribute[] {
  return domains.kind === 'attributes' ? domains.attributes : [];
}

function idsOf(domains: Domains): readonly string[] {
  return attributesOf(domains).map(({ id }) => id);
}

function changedAttributesOf({ levels, sourceValues, lead }: AttributesEdit): readonly number[] {
  return levels.flatMap((level, j) => (level !== sourceValues[j] || (lead?.strength !== 0 && lead?.attributes.includes(j) === true) ? [j] : []));
}

/** How a reference leads a face: to its own values of what it leads, the rest being the face's; undefined where it leads nothing. */
function leadOf({ reading, strength }: WantedReference, attributes: readonly number[], values: readonly (0 | 1)[]): AttributesEdit['lead'] {
  if (attributes.length === 0) return undefined;
  const target = domainOfValues(values.map((value, j) => (attributes.includes(j) ? reading.values[j] ?? 0 : value)));
  return { code: codeInDomain(reading, target, 2 ** values.length), strength, attributes };
}

/** The values that the source counts as beside these levels. */
function valuesAt(levels: readonly number[], sourceValues: readonly number[]): readonly (0 | 1)[] {
  return sourceValues.map((source, j) => sourceValueAt(levels[j] ?? source, source));
}

/** The value that a source does not have, or of one between them the further one. */
export function otherValue(source: number): 0 | 1 {
  return source > 0.5 ? 0 : 1;
}

/**
 * What a recipe's reference leads: the attributes that it names, else all without a level. Before it was read it is only checked.
 * @throws AppError `recipe-reference`, `reference-untold`
 */
function wantedLead({ levels, reference }: AttributesRecipe, known: readonly BundleAttribute[], reading: ReferenceReading | undefined): WantedReference | undefined {
  const both = reference?.attributes?.find((id) => ownValue(levels, id) !== undefined);
  if (both !== undefined) throw recipeProblem('recipe-reference', `either a level or the reference for "${both}"`, 'both');
  const takes = known.map(({ id }) => reference?.attributes?.includes(id) ?? ownValue(levels, id) === undefined);
  if (!takes.includes(true)) throw recipeProblem('recipe-reference', 'an attribute without a level for the reference to lead', 'none');
  if (!reading) return undefined;
  if (!takes.some((isTaken, j) => isTaken && reading.values[j] !== undefined)) {
    throw recipeProblem('reference-untold', 'a reference of which the model or the face finder can tell what it is, or "values" that say it,', 'neither');
  }
  return { reading, takes, strength: reference?.strength ?? 1 };
}

function levelFrom(wanted: WantedAttributes['levels'][number], source: number): number {
  return wanted === FLIP ? otherValue(source) : wanted ?? source;
}

function sourcesOf({ sources }: WantedAttributes, manifest: BundleManifest, { logits, hints }: FaceSight): readonly (number | undefined)[] {
  return attributesOf(manifest.domains).map((_, j) => sourceLevel(sources?.[j], detectedAt(manifest, j, logits, hints)));
}
