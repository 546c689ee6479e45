import * as v from 'valibot';
import { parseRecipe, parseRecipeText, recipeText, type Recipe } from '../batch/recipe.ts';
import { AppError } from '../core/app-error.ts';
import { FLIP } from '../edit/attributes-edit.ts';
import { byAttribute } from '../edit/recipe-id.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import { formatPercent } from './format.ts';
import type { PreferenceStore } from './preferences.ts';

/** A named set of levels. */
export interface Preset {
  readonly name: string;
  /** By attribute id; an attribute that is not here is left alone. */
  readonly levels: Readonly<Record<string, number>>;
}

/** Those that come with the app, for models that have their attributes. */
export const SHIPPED_PRESETS: readonly Preset[] = [
  { get name() { return saysText().slightSmile; }, levels: { smile: 0.6 } },
  { get name() { return saysText().serious; }, levels: { smile: 0 } },
  { get name() { return saysText().littleOlder; }, levels: { age: 0.6 } },
  { get name() { return saysText().youngerSmiling; }, levels: { age: 0, smile: 1 } },
];

export const PRESETS_KEY = 'mien.presets';
/** What a link that carries a preset has behind its "#". */
const LINK_PREFIX = '#preset=';
const MOST_PRESETS = 200;
const LONGEST_NAME = 60;

const presetName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME));
const presetSchema = v.object({
  name: presetName,
  levels: v.pipe(byAttribute(v.pipe(v.number(), v.minValue(-4), v.maxValue(4))), v.check((levels) => Object.keys(levels).length > 0, 'at least one level')),
});

/** A person's own presets, in their order; none where nothing usable is stored. */
export function readPresets(store: PreferenceStore | undefined): readonly Preset[] {
  try {
    const stored: unknown = JSON.parse(store?.getItem(PRESETS_KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((each) => { const read = v.safeParse(presetSchema, each); return read.success ? [read.output] : []; }).slice(0, MOST_PRESETS);
  } catch {
    return [];
  }
}

/** Keeps presets; whether the browser did. */
export function writePresets(store: PreferenceStore | undefined, presets: readonly Preset[]): boolean {
  try {
    store?.setItem(PRESETS_KEY, JSON.stringify(presets));
    return store !== undefined;
  } catch {
    return false;
  }
}

/** A name that none of the others has: "Slight smile", else "Slight smile 2". */
export function freeName(wanted: string, others: readonly Preset[]): string {
  const base = wanted.trim().slice(0, LONGEST_NAME - 4) || saysText().presetName;
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base} ${n}`;
    if (!others.some((other) => other.name === name)) return name;
  }
}

/** "Smile 60 %, Age 0 %", in a model's own words where it has them. */
export function levelsText(levels: Preset['levels'], manifest: BundleManifest | undefined): string {
  const known = manifest?.domains.kind === 'attributes' ? worded(manifest.domains).attributes : [];
  return Object.entries(levels).map(([id, level]) => saysText().levelOf({ title: known.find((attribute) => attribute.id === id)?.title ?? id, percent: formatPercent(level) })).join(saysText().comma);
}

/** Levels as the text of a recipe without a name, for a picture to carry. */
export function levelsRecipe(levels: Preset['levels'], bundle: string): string {
  return JSON.stringify(parseRecipe({ version: 1, bundle, edit: { kind: 'attributes', levels } }));
}

/** The preset as a recipe's file, which `mien batch` and the app's batch take as well. */
export function presetText({ name, levels }: Preset, bundle: string): string {
  return recipeText(parseRecipe({ version: 1, name, bundle, edit: { kind: 'attributes', levels } }));
}

/**
 * A preset from a recipe's file; one without a name takes the file's.
 * @throws AppError `recipe-invalid`, `preset-invalid`
 */
export function presetFromText(text: string, fileName: string): Preset {
  const recipe = parseRecipeText(text);
  return expectPreset({ name: recipe.name ?? nameOfFile(fileName), levels: levelsOf(recipe) });
}

/** A link that carries the preset and nothing else. */
export function presetLink({ name, levels }: Preset, page: string): string {
  return `${page.split('#', 1)[0] ?? ''}${LINK_PREFIX}${encodeURIComponent(JSON.stringify({ name, levels }))}`;
}

/**
 * The preset that a page's fragment carries; undefined where it carries none.
 * @throws AppError `preset-invalid`
 */
export function presetFromFragment(fragment: string): Preset | undefined {
  if (!fragment.startsWith(LINK_PREFIX)) return undefined;
  try {
    return expectPreset(JSON.parse(decodeURIComponent(fragment.slice(LINK_PREFIX.length))));
  } catch (cause) {
    throw cause instanceof AppError ? cause : invalid('text that is none', cause);
  }
}

/** The levels of a recipe; a flip is for folders, since in the editor the switch does it. */
export function levelsOf({ edit }: Pick<Recipe, 'edit'>): Preset['levels'] {
  return edit.kind === 'attributes' ? Object.fromEntries(Object.entries(edit.levels).filter((entry): entry is [string, number] => entry[1] !== FLIP)) : {};
}

function nameOfFile(fileName: string): string {
  return fileName.replace(/(\.recipe)?\.json$/i, '').slice(0, LONGEST_NAME);
}

function expectPreset(value: unknown): Preset {
  const read = v.safeParse(presetSchema, value);
  if (read.success) return read.output;
  throw invalid(read.issues[0].message);
}

function invalid(received: string, cause?: unknown): AppError {
  return new AppError({
    code: 'preset-invalid', cause, message: `Expected a preset, a name and a level for at least one attribute, but received ${received}.`,
    recovery: 'Save the preset again where it was made, or copy its link anew.',
  });
}
