import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { parseRecipe, parseRecipeText, type Recipe, type RecipeEdit } from '../batch/recipe.ts';
import { wantedEdit } from '../batch/wanted-edit.ts';
import { referenceOf } from '../edit/edit-kinds.ts';
import { FLIP } from '../edit/attributes-edit.ts';
import { AppError, describe } from '../core/app-error.ts';
import { FILE_LIMIT_MS } from '../core/file-limit.ts';
import { readManifest } from '../bundle/bundle-files.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { folderBundleFiles } from './node-bundle-files.ts';
import { bundleFolder, DEFAULT_BUNDLE } from './bundle-folder.ts';
import { ownValue } from '../core/own-value.ts';
import { usageError } from './usage-error.ts';

export const EDIT_OPTIONS_USAGE = `  --<attribute> level      0 off, 1 on, whatever the face is now, or flip: what it is not now; any attribute of the model: --smile 1 --age flip
  --domain id              for models of named domains: the domain to move to
  --reference picture      another face for the result to be like; it leads what has no level, or for named domains what --domain names
  --reference-only a,b     lets it lead only these attributes
  --strength s             how far towards the domain or the reference (1)
  --seed n                 which of the domain's looks, for models with a mapping network (0)
  --source-domain id       where from (what the classifier sees, else the table's first)
  --bundle id|folder       the model (${DEFAULT_BUNDLE})
  --crop policy            detect, whole or auto (auto: decided once for the folder)
  --faces which            all or largest (all)
  --detail d               how much of the model's own detail comes in, 0 to 1 (0)
  --format f               png, jpeg or webp (png)
  --quality q              0 to 1, for jpeg and webp (0.92)
  --metadata m             keep, no-location or strip (keep)
  --ai-mark yes|no         an invisible entry that says a model edited it (yes)
  --recipe file.json       all of the above from a recipe; options given beside it win
  --max-megapixels n       larger pictures are refused (100)
  --timeout s              seconds that a picture may take before it fails (${FILE_LIMIT_MS / 1000})`;

const OPTIONS = {
  recipe: { type: 'string' },
  bundle: { type: 'string' },
  domain: { type: 'string' },
  reference: { type: 'string' },
  'reference-only': { type: 'string' },
  strength: { type: 'string' },
  'source-domain': { type: 'string' },
  seed: { type: 'string' },
  crop: { type: 'string' },
  faces: { type: 'string' },
  detail: { type: 'string' },
  format: { type: 'string' },
  quality: { type: 'string' },
  metadata: { type: 'string' },
  'ai-mark': { type: 'string' },
  naming: { type: 'string' },
  'max-megapixels': { type: 'string' },
  timeout: { type: 'string' },
} as const satisfies ParseArgsConfig['options'];

/** Three weeks: of a longer time Node's timers make a millisecond. */
const MOST_SECONDS = 2_000_000;

export type TypedOptions = Readonly<Record<string, string | boolean | undefined>>;

/** What a command line asks for, checked. */
export interface EditRequest {
  readonly positionals: readonly string[];
  /** The command's own options. */
  readonly own: TypedOptions;
  readonly recipe: Recipe;
  /** The picture that the recipe's reference names. */
  readonly referencePath: string | undefined;
  /** Files beside the pictures that the result is made of, which no output may replace. */
  readonly otherSources: readonly string[];
  readonly bundleFolder: string;
  readonly manifest: BundleManifest;
  readonly maxPixels: number;
  /** Time that a picture may take. */
  readonly limitMs: number;
}

/**
 * Reads a command line whose options depend on the model: every attribute of it is one.
 * @throws AppError `usage`, `recipe-invalid`, `bundle-missing`
 */
export async function readEditRequest(args: readonly string[], ownOptions: NonNullable<ParseArgsConfig['options']>, usage: string): Promise<EditRequest> {
  const loose = parseArgs({ args: [...args], options: { ...OPTIONS, ...ownOptions }, strict: false }).values;
  const base = typeof loose.recipe === 'string' ? parseRecipeText(await readText(loose.recipe)) : undefined;
  const folder = await bundleFolder(typeof loose.bundle === 'string' ? loose.bundle : base?.bundle ?? DEFAULT_BUNDLE);
  const manifest = await readManifest(folderBundleFiles(folder));
  const ids = manifest.domains.kind === 'attributes' ? manifest.domains.attributes.map(({ id }) => id) : [];
  const options = { ...Object.fromEntries(ids.map((id) => [id, { type: 'string' as const }])), ...OPTIONS, ...ownOptions };
  const { values, positionals } = strictly(joinNegative(args), options, usage);
  const levels = Object.fromEntries(ids.filter((id) => !Object.hasOwn(OPTIONS, id) && !Object.hasOwn(ownOptions, id)).flatMap((id) => {
    const level = values[id] === FLIP ? FLIP : numberOf(values, id, usage);
    return level === undefined ? [] : [[id, level] as const];
  }));
  if (manifest.domains.kind === 'named' && typeof values['reference'] === 'string' && values['domain'] === undefined && base?.edit.kind !== 'domain') {
    throw usageError('Expected --domain beside --reference for a model of named domains: which one the reference is of.', usage);
  }
  const given = withoutUndefined({
    version: 1, bundle: manifest.id, edit: editOf(values, levels, base?.edit, usage),
    crop: values['crop'] ?? base?.crop, faces: values['faces'] ?? base?.faces, detail: numberOf(values, 'detail', usage) ?? base?.detail, mask: base?.mask,
    output: { format: values['format'] ?? base?.output.format ?? 'png', ...withoutUndefined({ quality: numberOf(values, 'quality', usage) ?? base?.output.quality }) },
    metadata: { ...base?.metadata, ...metadataOf(values, usage) }, naming: values['naming'] ?? base?.naming,
  });
  const recipe = checked(given, manifest, base !== undefined);
  const referencePath = referencePathOf(recipe, values);
  const otherSources = [loose.recipe, referencePath].filter((path) => typeof path === 'string');
  return { positionals, own: values, recipe, referencePath, otherSources, bundleFolder: folder, manifest, maxPixels: megapixelsOf(values, usage) * 1e6, limitMs: limitOf(values, usage) };
}

/** The recipe, fit for the model; where nobody gave one, nothing is said of one. */
function checked(given: unknown, manifest: BundleManifest, hasRecipe: boolean): Recipe {
  try {
    const recipe = parseRecipe(given);
    wantedEdit(recipe, manifest);
    return recipe;
  } catch (thrown) {
    if (hasRecipe || !(thrown instanceof AppError)) throw thrown;
    const message = thrown.message.replace(/ (of|for) the recipe\b/, ' $1 the command line');
    throw new AppError({ code: thrown.code, message, cause: thrown, recovery: 'Change the option; --help lists them all.' });
  }
}

/** Time that a picture may take. */
export function limitOf(values: TypedOptions, usage: string): number {
  const seconds = countOf(values, 'timeout', usage) ?? FILE_LIMIT_MS / 1000;
  if (seconds <= MOST_SECONDS) return 1000 * seconds;
  throw usageError(`Expected at most ${MOST_SECONDS} for --timeout but received "${String(values['timeout'])}".`, usage);
}

function megapixelsOf(values: TypedOptions, usage: string): number {
  const megapixels = numberOf(values, 'max-megapixels', usage) ?? 100;
  if (megapixels > 0) return megapixels;
  throw usageError(`Expected a number above 0 for --max-megapixels but received "${String(values['max-megapixels'])}".`, usage);
}

function editOf(values: TypedOptions, levels: Readonly<Record<string, number | typeof FLIP>>, base: RecipeEdit | undefined, usage: string): RecipeEdit {
  const { domain, 'source-domain': source, reference } = values;
  const strength = numberOf(values, 'strength', usage);
  const file = typeof reference === 'string' ? { reference: { file: reference } } : {};
  if (typeof domain === 'string') {
    return { kind: 'domain', target: domain, strength: strength ?? 1, ...(typeof source === 'string' ? { source } : {}), ...withoutUndefined({ seed: numberOf(values, 'seed', usage) }), ...file };
  }
  if (base?.kind === 'domain' && Object.keys(levels).length === 0) return { ...base, ...file };
  const kept = base?.kind === 'attributes' ? base : undefined;
  const only = values['reference-only'];
  // A level beside a recipe takes its attribute from the recipe's reference.
  const led = typeof only === 'string' ? only.split(',') : kept?.reference?.attributes?.filter((id) => !Object.hasOwn(levels, id));
  const lead = { ...kept?.reference, ...file.reference, ...withoutUndefined({ strength, attributes: led }) };
  const hasLead = kept?.reference !== undefined || file.reference !== undefined;
  if (!hasLead && (typeof only === 'string' || strength !== undefined)) throw usageError('Expected --domain or --reference for --strength, or --reference for --reference-only, but received neither.', usage);
  return { ...kept, kind: 'attributes', levels: { ...kept?.levels, ...levels }, ...(hasLead ? { reference: { file: '', ...lead } } : {}) };
}

/** From the recipe's own folder where the recipe names it, else from where the command runs. */
function referencePathOf({ edit }: Recipe, { recipe, reference }: TypedOptions): string | undefined {
  const file = referenceOf(edit)?.file;
  return file === undefined ? undefined : typeof reference === 'string' || typeof recipe !== 'string' ? resolve(file) : resolve(dirname(recipe), file);
}

function metadataOf({ metadata, 'ai-mark': mark }: TypedOptions, usage: string): Partial<Recipe['metadata']> {
  const choices: Readonly<Record<string, Partial<Recipe['metadata']>>> = {
    keep: { keepsMetadata: true, keepsLocation: true }, 'no-location': { keepsMetadata: true, keepsLocation: false }, strip: { keepsMetadata: false },
  };
  const chosen = typeof metadata === 'string' ? ownValue(choices, metadata) : {};
  if (!chosen) throw usageError(`Expected keep, no-location or strip for --metadata but received "${String(metadata)}".`, usage);
  if (mark !== undefined && mark !== 'yes' && mark !== 'no') throw usageError(`Expected yes or no for --ai-mark but received "${String(mark)}".`, usage);
  return { ...chosen, ...(mark === undefined ? {} : { saysAi: mark === 'yes' }) };
}

/** "--smile -0.5" as one argument: alone, what begins with a hyphen looks like another option. */
function joinNegative(args: readonly string[]): string[] {
  return args.reduce<string[]>((joined, arg) => {
    const last = joined.at(-1);
    if (/^-[\d.]/.test(arg) && last?.startsWith('--') === true && !last.includes('=')) return [...joined.slice(0, -1), `${last}=${arg}`];
    return [...joined, arg];
  }, []);
}

function strictly(args: string[], options: NonNullable<ParseArgsConfig['options']>, usage: string): { values: TypedOptions; positionals: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    return { values: values as TypedOptions, positionals };
  } catch (cause) {
    throw usageError(describe(cause), usage, cause);
  }
}

/** The number of an option, where it is given. */
export function numberOf(values: TypedOptions, name: string, usage: string): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  throw usageError(`Expected a number for --${name} but received "${text}".`, usage);
}

/** The whole number from 1 of an option, where it is given. */
export function countOf(values: TypedOptions, name: string, usage: string): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usageError(`Expected a whole number from 1 for --${name} but received "${text}".`, usage);
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError({ code: 'recipe-invalid', cause, message: `Expected a readable recipe for --recipe but received "${path}".`, recovery: 'Check the path.' });
  });
}

function withoutUndefined(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
