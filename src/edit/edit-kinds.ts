import * as v from 'valibot';
import type { EditedStyle, StyleLatents } from '../l2m/latent.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { attributesKind, attributesRecipe } from './attributes-edit.ts';
import { domainKind, domainRecipe } from './domain-edit.ts';
import type { Domains, EditKind } from './edit-kind.ts';
import type { FaceEdit, FaceSettings, FaceSight, WantedEdit } from './face-edit.ts';
import type { RecipeReference, ReferenceReading } from './reference.ts';

/** An edit as a recipe's file has it. */
export const recipeEdit = v.variant('kind', [attributesRecipe, domainRecipe]);

export type RecipeEdit = v.InferOutput<typeof recipeEdit>;

/** Every kind of edit. */
const KINDS = { attributes: attributesKind, domain: domainKind };

/** A bundle's table of domains -> the kind of edit that it allows. */
const KIND_OF_TABLE = { attributes: 'attributes', named: 'domain' } as const satisfies Record<Domains['kind'], keyof typeof KINDS>;

/** The one place that goes by the kind: each edit goes to its own kind's module. */
function kindOf(kind: keyof typeof KINDS): EditKind<FaceEdit, WantedEdit, RecipeEdit> {
  return KINDS[kind];
}

function kindOfTable({ kind }: Domains): EditKind<FaceEdit, WantedEdit, RecipeEdit> {
  return kindOf(KIND_OF_TABLE[kind]);
}

/** True when the edit asks for anything other than the source. */
export function changesAnything(edit: FaceEdit): boolean {
  return kindOf(edit.kind).changesAnything(edit);
}

/** Indices of the attributes whose levels differ from the source's; none for a move between named domains. */
export function changedAttributes(edit: FaceEdit): readonly number[] {
  return kindOf(edit.kind).changedAttributes(edit);
}

/** Ids of what an edit changes, in the manifest's order: the `<attrs>` of a file name. */
export function changedIds(edit: FaceEdit, { domains }: BundleManifest): readonly string[] {
  return kindOf(edit.kind).changedIds(edit, domains);
}

/** The edit that brings a face, as far as it is known, to what is wanted. */
export function resolveEdit(wanted: WantedEdit, manifest: BundleManifest, sight: FaceSight): FaceEdit {
  return kindOf(wanted.kind).resolve(wanted, manifest, sight);
}

/** Ids of what is asked for and not done, because neither anybody nor anything could tell what the face is now. */
export function untoldIds(wanted: WantedEdit, manifest: BundleManifest, sight: FaceSight): readonly string[] {
  return kindOf(wanted.kind).untold(wanted, manifest, sight);
}

/** The domain whose head of the style encoder reads the face. */
export function sourceDomainOf(edit: FaceEdit): number {
  return kindOf(edit.kind).sourceDomain(edit);
}

/** Of the latent that a mapping network makes the targets of. */
export function latentSeedOf(edit: FaceEdit): number {
  return kindOf(edit.kind).latentSeed(edit);
}

/** The style code that drives the generator. */
export function editedStyle(edit: FaceEdit, latents: StyleLatents): EditedStyle {
  return kindOf(edit.kind).style(edit, latents);
}

/** Ids of what one row of a contact sheet may vary. */
export function variableIds(edit: FaceEdit, { domains }: BundleManifest): readonly string[] {
  return kindOf(edit.kind).variableIds(edit, domains);
}

/** The edit with one attribute a strength away from its source, 1 being its other value, or moved to another domain by it; the rest stays as it is set. */
export function variedEdit(edit: FaceEdit, { domains }: BundleManifest, id: string, strength: number): FaceEdit {
  return kindOf(edit.kind).varied(edit, domains, id, strength);
}

/** The edit with one attribute at an absolute level, or moved to another domain by it; the rest stays as it is set. */
export function atLevel(edit: FaceEdit, { domains }: Pick<BundleManifest, 'domains'>, id: string, level: number): FaceEdit {
  return kindOf(edit.kind).atLevel(edit, domains, id, level);
}

/** A share of the way from the source to the edit: 0 the source, 1 the edit itself. */
export function partly(edit: FaceEdit, share: number): FaceEdit {
  return kindOf(edit.kind).partly(edit, share);
}

/** What a person's settings ask for, in the terms of one bundle; a reference that was not read leads nothing. */
export function wantedBySettings(settings: FaceSettings, { domains }: BundleManifest, reading?: ReferenceReading): WantedEdit {
  return kindOfTable(domains).wantedBySettings(settings, domains, reading);
}

/** A person's settings as a recipe for any face; `statesSource` picks the source values that only the person could tell. */
export function recipeOfSettings(settings: FaceSettings, { domains }: BundleManifest, statesSource: (id: string) => boolean): RecipeEdit {
  return kindOfTable(domains).recipeOfSettings(settings, domains, statesSource);
}

/**
 * A recipe's edit in the terms of one bundle; a reference that was not read is checked and leads nothing.
 * @throws AppError `recipe-attribute`, `recipe-level`, `recipe-empty`, `recipe-reference`, `reference-untold`
 */
export function wantedByRecipe(recipe: RecipeEdit, manifest: BundleManifest, reading?: ReferenceReading): WantedEdit {
  return kindOf(recipe.kind).wantedByRecipe(recipe, manifest, reading);
}

/** What a recipe says that its reference is, per attribute. */
export function saidOfReference(recipe: RecipeEdit, { domains }: BundleManifest): readonly (0 | 1 | undefined)[] {
  return kindOf(recipe.kind).saidOfReference(recipe, domains);
}

/** The picture of a recipe's reference. */
export function referenceOf(recipe: RecipeEdit): RecipeReference | undefined {
  return kindOf(recipe.kind).reference(recipe);
}

/** Ids of what a recipe changes: the `{attrs}` of a file name. Levels are in the order in which they were set. */
export function recipeIds(recipe: RecipeEdit): readonly string[] {
  return kindOf(recipe.kind).recipeIds(recipe);
}

/** What the form of a new recipe begins with. */
export function firstRecipe({ domains }: Pick<BundleManifest, 'domains'>): RecipeEdit {
  return kindOfTable(domains).firstRecipe(domains);
}
