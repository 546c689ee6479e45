import * as v from 'valibot';
import { AppError } from '../core/app-error.ts';
import { GRAPH_NAMES } from './spec.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
/** Ids are keys of recipes and documents; a few words are found on every object and so cannot be keys. */
const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/), v.check((value) => !(value in {}) && value !== 'prototype', 'this word cannot be an id'));
const fileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/));
const file = v.object({ file: fileName, bytes: count, sha256 });

/** 1,024 bytes, row-major: a map of 32 x 32 cells over the crop, from 0 to 255. */
const regionMap = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{1366}==$/));

const graph = v.object({
  ...file.entries,
  parameters: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** For one image (N = M = 1). */
  multiplyAdds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
});

const attribute = v.object({
  id,
  /** Shown on the card: "Smile". */
  title: v.string(),
  /** What level 0 is called: "neutral". */
  off: v.string(),
  /** What level 1 is called: "smiling". */
  on: v.string(),
  levelRange: v.tuple([v.number(), v.number()]),
  /** The attribute, by its id, that has to be off for this one to mean anything: nobody can say of an open mouth whether it smiles closed. */
  onlyWithout: v.optional(id),
});

const manifestSchema = v.pipe(
  v.object({
    formatVersion: v.literal(1),
    id,
    title: v.string(),
    licence: v.string(),
    /** Markdown model card beside the manifest. */
    card: fileName,
    imageSizePx: v.pipe(count, v.minValue(16), v.maxValue(1024)),
    styleDim: count,
    /** Of what the mapping network takes. */
    latentDim: v.optional(count),
    /** How a photo becomes the crop: a named landmark template, or `none` for crops taken whole. */
    alignment: v.picklist(['tight', 'celeba-hq', 'none']),
    /** How many times as wide as a found drawn face its square is (1): hair reaches farther than a face. */
    frameScale: v.optional(v.pipe(v.number(), v.minValue(0.5), v.maxValue(3))),
    /** k binary attributes (2^k domains, domain bit j = attribute j), or N unordered domains. */
    domains: v.variant('kind', [
      v.object({ kind: v.literal('attributes'), attributes: v.pipe(v.array(attribute), v.minLength(1), v.maxLength(6)) }),
      v.object({ kind: v.literal('named'), names: v.pipe(v.array(v.object({ id, title: v.string() })), v.minLength(2)) }),
    ]),
    /** Where an edit of an attribute, by its id, may change the crop, in base64; one without a map may everywhere. */
    regions: v.optional(v.record(id, regionMap)),
    /** Attributes, by their ids, whose edits may open or close a mouth: it is then the model's as a whole (design section 2). */
    wholeMouths: v.optional(v.array(id)),
    hasHighPassSkips: v.boolean(),
    /** The decoder also gives `attention`: how far each pixel is the model's own. */
    hasAttention: v.optional(v.boolean()),
    /** And `flow`: from where in the crop what lies beneath is taken. */
    hasFlow: v.optional(v.boolean()),
    /** And `light`: what is added to its colours, and how much of its detail. */
    hasLight: v.optional(v.boolean()),
    /** And its colours reach from black to white, and end at the photo's own edges. */
    hasFarLight: v.optional(v.boolean()),
    graphs: v.object({
      'style-encoder': graph,
      'style-transformer': v.optional(graph),
      'mapping-network': v.optional(graph),
      'content-encoder': graph,
      decoder: graph,
      'landmark-heatmaps': v.optional(graph),
      'attribute-classifier': v.optional(graph),
    }),
    storage: v.picklist(['float32', 'float16', 'int8']),
    /**
     * Self-check of a backend. `image`: raw float32 little-endian `[1,3,S,S]` NCHW in [-1,1]; `expected`: the same layout,
     * G(image, style of domain `sourceDomain` moved to `targetDomain`) as onnxruntime computed it at conversion: native, or its
     * WebAssembly where a browser converted.
     */
    check: v.object({
      image: file,
      expected: file,
      sourceDomain: v.pipe(v.number(), v.integer(), v.minValue(0)),
      targetDomain: v.pipe(v.number(), v.integer(), v.minValue(0)),
      /** Largest mean absolute difference that a backend may show. */
      tolerance: v.number(),
    }),
    source: v.object({ sha256, bytes: count, format: v.string() }),
    /** Measured quality: rows for the card and the model panel, with the command that measured them. */
    quality: v.optional(v.object({
      measuredBy: v.string(),
      /** Rows of one `group` stand together, under its name. */
      rows: v.array(v.object({ group: v.optional(v.string()), name: v.string(), value: v.number(), unit: v.string() })),
    })),
  }),
  v.check((m) => m.domains.kind !== 'named' || new Set(m.domains.names.map((n) => n.id)).size === m.domains.names.length, 'domain ids must differ'),
  v.check((m) => m.domains.kind !== 'attributes' || new Set(m.domains.attributes.map((a) => a.id)).size === m.domains.attributes.length, 'attribute ids must differ'),
  v.check(({ graphs }) => (graphs['style-transformer'] === undefined) !== (graphs['mapping-network'] === undefined), 'one of style-transformer and mapping-network must be there'),
  v.check(({ graphs, latentDim, domains }) => graphs['mapping-network'] === undefined || (latentDim !== undefined && domains.kind === 'named'), 'a mapping network needs latentDim and named domains'),
  v.check(({ domains }) => domains.kind !== 'attributes' || domains.attributes.every(({ id: own, onlyWithout }) => onlyWithout === undefined || (onlyWithout !== own && domains.attributes.some((a) => a.id === onlyWithout))), 'an attribute can only go without another one'),
  v.check(({ domains, regions = {}, wholeMouths = [] }) => [...Object.keys(regions), ...wholeMouths].every((of) => domains.kind === 'attributes' && domains.attributes.some((a) => a.id === of)), 'regions and whole mouths must be of its attributes'),
);

export type BundleManifest = v.InferOutput<typeof manifestSchema>;
export type BundleAttribute = v.InferOutput<typeof attribute>;
export type GraphFile = v.InferOutput<typeof graph>;

/** Number of domains that the manifest's table has. */
export function domainCount(manifest: BundleManifest): number {
  return manifest.domains.kind === 'attributes' ? 2 ** manifest.domains.attributes.length : manifest.domains.names.length;
}

/** The graphs that the bundle holds, in the contract's order. */
export function bundledGraphs(manifest: BundleManifest): readonly (readonly [(typeof GRAPH_NAMES)[number], GraphFile])[] {
  return GRAPH_NAMES.flatMap((name) => {
    const entry = manifest.graphs[name];
    return entry ? [[name, entry] as const] : [];
  });
}

/**
 * Checks what is to become a bundle's id and folder.
 * @throws AppError `bundle-id-invalid`
 */
export function expectBundleId(value: string): void {
  if (v.safeParse(id, value).success) return;
  throw new AppError({
    code: 'bundle-id-invalid',
    message: `Expected 1 to 64 lower-case letters, digits and hyphens for the model's id but received "${value.slice(0, 80)}".`,
    recovery: 'Give the model another id.',
  });
}

/**
 * Checks a parsed `manifest.json`.
 * @throws AppError `manifest-invalid`
 */
export function parseManifest(value: unknown): BundleManifest {
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? 'the manifest';
  throw new AppError({
    code: 'manifest-invalid',
    message: `Expected ${issue.expected ?? 'a valid value'} for "${where}" of manifest.json but received ${issue.received}: ${issue.message}`,
    recovery: 'Convert the checkpoint again, or get the bundle again from where it came.',
  });
}
