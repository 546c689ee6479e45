import * as v from 'valibot';
import { editDomain } from '../l2m/latent.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { Domains, EditKind } from './edit-kind.ts';
import type { DomainMove } from './face-edit.ts';
import { recipeId } from './recipe-id.ts';
import { unknownId } from './recipe-problem.ts';
import { codeInDomain, domainReference, recipeOfFace, type ReferenceReading } from './reference.ts';
import { sourceDomain } from './source-value.ts';

/** A move between named domains, as indices into the manifest's table. */
export interface DomainEdit {
  readonly kind: 'domain';
  readonly source: number;
  readonly target: number;
  readonly strength: number;
  /** Of the latent that a mapping network makes the target's code of; the first one unless told otherwise. */
  readonly seed?: number;
  /** A reference's related code in the target domain, in place of the domain's own. */
  readonly code?: readonly number[];
}

/** A move to a named domain, whatever a face shows now. */
export interface WantedDomain {
  readonly kind: 'domain';
  /** What a person says the face shows; without it, what the classifier sees, else the table's first. */
  readonly source: number | undefined;
  /** Undefined: the reference's, where there is one and the classifier sees it, else the first that is not the source. */
  readonly target: number | undefined;
  readonly strength: number;
  readonly seed?: number | undefined;
  readonly reference?: ReferenceReading | undefined;
}

export const domainRecipe = v.strictObject({
  kind: v.literal('domain'),
  /** Where each face starts from; without it from the domain that the classifier sees, else from the table's first. */
  source: v.optional(recipeId),
  target: recipeId,
  strength: v.pipe(v.number(), v.minValue(-4), v.maxValue(4)),
  /** For models with a mapping network: which of the target domain's looks. */
  seed: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 31 - 1))),
  /** A picture, beside the recipe's file, of what the result is to be like: one of the target domain. */
  reference: v.exactOptional(domainReference),
});

type DomainRecipe = v.InferOutput<typeof domainRecipe>;

/** The two ends of a move for a face that the classifier reads so. */
export function domainsOfMove({ source: said, target: wanted, reference }: Pick<WantedDomain, 'source' | 'target' | 'reference'>, manifest: BundleManifest, logits: ArrayLike<number> | undefined): { readonly source: number; readonly target: number } {
  const target = wanted ?? reference?.domain;
  const source = sourceDomain(said, manifest, logits) ?? (target === 0 ? 1 : 0);
  return { source, target: target ?? (source === 0 ? 1 : 0) };
}

/** A move by ids as one by indices; ids that the bundle does not have count as not chosen. */
export function moveByIndex({ sourceId, targetId, strength, seed }: DomainMove, domains: Domains): WantedDomain {
  return { kind: 'domain', source: indexOf(sourceId, domains), target: indexOf(targetId, domains), strength, ...(seed === undefined ? {} : { seed }) };
}

export const domainKind: EditKind<DomainEdit, WantedDomain, DomainRecipe> = {
  changesAnything: ({ source, target, strength, code }) => (target !== source || code !== undefined) && strength !== 0,

  changedAttributes: () => [],

  changedIds: (edit, domains) => (domainKind.changesAnything(edit) ? namesOf(domains).slice(edit.target, edit.target + 1) : []),

  resolve({ reference, strength, seed, ...wanted }, manifest, { logits }) {
    const move = domainsOfMove({ ...wanted, reference }, manifest, logits);
    return { kind: 'domain', ...move, strength, ...(seed === undefined ? {} : { seed }), ...(reference ? { code: codeInDomain(reference, move.target, namesOf(manifest.domains).length) } : {}) };
  },

  untold: () => [],

  sourceDomain: ({ source }) => source,

  latentSeed: ({ seed = 0 }) => seed,

  style: ({ target, strength, code }, latents) => editDomain(latents, target, strength, code),

  variableIds: ({ source }, domains) => namesOf(domains).filter((_, i) => i !== source),

  varied({ kind, source, seed }, domains, changed, strength) {
    return { kind, source, target: namesOf(domains).indexOf(changed), strength, ...(seed === undefined ? {} : { seed }) };
  },

  atLevel: (edit, domains, id, level) => domainKind.varied(edit, domains, id, level),

  partly: (edit, share) => ({ ...edit, strength: share * edit.strength }),

  wantedBySettings: ({ domainMove, reference }, domains, reading) => ({ ...moveByIndex(domainMove, domains), ...(reference && reading ? { reference: reading } : {}) }),

  recipeOfSettings({ domainMove, reference }, domains) {
    const { source, target } = moveByIndex(domainMove, domains);
    return { kind: 'domain', target: namesOf(domains)[target ?? (source === 0 || source === undefined ? 1 : 0)]!, strength: domainMove.strength, ...(domainMove.seed === undefined ? {} : { seed: domainMove.seed }), ...(reference ? { reference: recipeOfFace(reference) } : {}) };
  },

  wantedByRecipe({ source, target, strength, seed, reference }, manifest, reading) {
    const expectIndex = (name: string): number => {
      const index = indexOf(name, manifest.domains);
      if (index === undefined) throw unknownId(name, manifest);
      return index;
    };
    return { kind: 'domain', source: source === undefined ? undefined : expectIndex(source), target: expectIndex(target), strength, ...(seed === undefined ? {} : { seed }), ...(reference && reading ? { reference: reading } : {}) };
  },

  saidOfReference: () => [],

  reference: ({ reference }) => reference,

  recipeIds: ({ target }) => [target],

  firstRecipe: (domains) => ({ kind: 'domain', target: namesOf(domains)[0]!, strength: 1 }),
};

function namesOf(domains: Domains): readonly string[] {
  return domains.kind === 'named' ? domains.names.map((name) => name.id) : [];
}

function indexOf(name: string | undefined, domains: Domains): number | undefined {
  const index = name === undefined ? -1 : namesOf(domains).indexOf(name);
  return index < 0 ? undefined : index;
}
