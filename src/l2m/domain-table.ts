import type { PlainValue } from '../checkpoint/checkpoint.ts';
import { AppError } from '../core/app-error.ts';
import type { BundleManifest } from './manifest.ts';
import type { ModelSpec } from './spec.ts';

export type DomainTable = BundleManifest['domains'];

/** How a person names an attribute and its two ends. */
export interface AttributeName {
  readonly id: string;
  readonly off?: string | undefined;
  readonly on?: string | undefined;
}

/** Names given at conversion; they override the checkpoint's own. */
export interface GivenNames {
  readonly attributes?: readonly AttributeName[];
  readonly domains?: readonly string[];
}

const LEVEL_RANGE: readonly [number, number] = [-0.5, 1.5];

/**
 * The manifest's domain table, from the names given, else from the checkpoint's `meta.attributes` or `meta.domains`, else `attribute-1`, ... where
 * the number of domains allows for attributes. A model with a mapping network has named domains always.
 * @throws AppError `domain-names-missing`, `domain-count`
 */
export function buildDomainTable(spec: ModelSpec, meta: PlainValue | undefined, given: GivenNames): DomainTable {
  const names = given.domains ?? (given.attributes === undefined ? domainsOfMeta(meta) : undefined);
  if (names !== undefined) return namedDomains(spec, names);
  if (spec.mapping) return namedDomains(spec, given.attributes?.map(({ id }) => id) ?? publishedDomains(spec));
  const own = attributesOfMeta(meta);
  if (given.attributes === undefined && own.length === 0) return binaryAttributes(spec, placeholders(spec.domainCount));
  const known = new Map(own.map((attribute) => [attribute.id, attribute]));
  return binaryAttributes(spec, given.attributes?.map((name) => ({ ...known.get(name.id), ...name })) ?? own, besidesOfMeta(meta, own));
}

/** Whether nobody has said what the model's attributes are, so that they bear placeholders. */
export function isUnnamed(meta: PlainValue | undefined, given: GivenNames): boolean {
  return given.domains === undefined && given.attributes === undefined && attributesOfMeta(meta).length === 0 && domainsOfMeta(meta) === undefined;
}

/** The domains of StarGAN v2's published checkpoints, whose files do not name them; others get placeholders. */
function publishedDomains({ domainCount, hasHighPassSkips }: ModelSpec): readonly string[] {
  if (domainCount === 2 && hasHighPassSkips) return ['female', 'male'];
  if (domainCount === 3 && !hasHighPassSkips) return ['cat', 'dog', 'wild'];
  return Array.from({ length: domainCount }, (_, d) => `domain-${d + 1}`);
}

function placeholders(domainCount: number): readonly AttributeName[] {
  const count = Math.log2(domainCount);
  if (Number.isInteger(count)) return Array.from({ length: count }, (_, i) => ({ id: `attribute-${i + 1}` }));
  throw new AppError({
    code: 'domain-names-missing',
    message: `Expected names for the model's ${domainCount} domains but received none: the checkpoint has no "meta.attributes".`,
    recovery: 'Name the domains; binary attributes would make 2, 4, 8, ... of them.',
  });
}

function namedDomains(spec: ModelSpec, names: readonly string[]): DomainTable {
  expectCount('domain names', spec.domainCount, names.length, 'the model\'s domains');
  if (spec.classifierAttributeCount > 0) expectCount('logits', names.length, spec.classifierAttributeCount, 'the classifier of named domains');
  return { kind: 'named', names: names.map((name) => ({ id: slug(name), title: titleOf(name) })) };
}

function binaryAttributes(spec: ModelSpec, names: readonly AttributeName[], besides: ReadonlyMap<number, number> = new Map()): DomainTable {
  expectCount(`domains (2 to the power of ${names.length} attributes)`, 2 ** names.length, spec.domainCount, 'the checkpoint');
  if (spec.classifierAttributeCount > 0) expectCount('logits', names.length, spec.classifierAttributeCount, 'the attribute classifier');
  const attributes = names.map(({ id, off = 'off', on = 'on' }, j) => {
    const beside = names[besides.get(j) ?? -1];
    return { id: slug(id), title: titleOf(id), off, on, levelRange: [...LEVEL_RANGE] as [number, number], ...(beside && { onlyWithout: slug(beside.id) }) };
  });
  return { kind: 'attributes', attributes };
}

function attributesOfMeta(meta: PlainValue | undefined): readonly AttributeName[] {
  const list = isRecord(meta) ? meta['attributes'] : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: PlainValue): readonly AttributeName[] => {
    if (typeof entry === 'string') return [{ id: entry }];
    if (!isRecord(entry) || typeof entry['id'] !== 'string') return [];
    return [{ id: entry['id'], off: textOf(entry['off']), on: textOf(entry['on']) }];
  });
}

/** By place: an attribute to the one beside which it means nothing (the trainer's `--unasked`). */
function besidesOfMeta(meta: PlainValue | undefined, own: readonly AttributeName[]): ReadonlyMap<number, number> {
  const unasked = isRecord(meta) ? meta['unasked'] : undefined;
  const place = (name: PlainValue): number => own.findIndex(({ id }) => id === name);
  return new Map(unasked !== undefined && isRecord(unasked) ? Object.entries(unasked).map(([name, beside]) => [place(name), place(beside)]) : []);
}

function domainsOfMeta(meta: PlainValue | undefined): readonly string[] | undefined {
  const list = isRecord(meta) ? meta['domains'] : undefined;
  return Array.isArray(list) && list.length > 0 && list.every((name): name is string => typeof name === 'string') ? list : undefined;
}

function expectCount(what: string, expected: number, received: number, where: string): void {
  if (expected === received) return;
  throw new AppError({
    code: 'domain-count',
    message: `Expected ${expected} ${what} for ${where} but received ${received}.`,
    recovery: 'Name as many attributes or domains as the model was trained on.',
  });
}

/** "Black_Hair" to "black-hair". */
export function slug(name: string): string {
  return name.trim().toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** "black_hair" to "Black hair". */
export function titleOf(name: string): string {
  const words = name.trim().replace(/[_-]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isRecord(value: PlainValue | undefined): value is { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: PlainValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
