import * as v from 'valibot';
import { parseRecipe, parseRecipeText, type Recipe, type RecipeEdit } from '../batch/recipe.ts';
import { AppError } from '../core/app-error.ts';
import { FLIP } from '../edit/attributes-edit.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { saysText } from '../text/says.ts';
import { worded } from '../text/model-words.ts';
import { formatPercent } from './format.ts';
import type { PreferenceStore } from './preferences.ts';

/** What a recipe says of a whole folder: its model, which faces, and the files that come out. */
export type FolderSettings = Pick<Recipe, 'bundle' | 'crop' | 'faces' | 'output' | 'metadata' | 'naming'>;

/** A recipe under a name; what it does not say stays as it is where it is applied. */
export interface Preset extends Partial<Pick<Recipe, 'detail' | 'mask'>> {
  readonly name: string;
  /** Levels by attribute id (one that is not here is left alone), or a move between named domains; a reference by its file's name, never its picture. */
  readonly edit: RecipeEdit;
  /** Of a batch's whole recipe. */
  readonly folder?: FolderSettings;
}

/** Those that come with the app, for models that have their attributes. */
export const SHIPPED_PRESETS: readonly Preset[] = [
  { get name() { return saysText().slightSmile; }, edit: { kind: 'attributes', levels: { smile: 0.6 } } },
  { get name() { return saysText().serious; }, edit: { kind: 'attributes', levels: { smile: 0 } } },
  { get name() { return saysText().littleOlder; }, edit: { kind: 'attributes', levels: { age: 0.6 } } },
  { get name() { return saysText().youngerSmiling; }, edit: { kind: 'attributes', levels: { age: 0, smile: 1 } } },
];

export const PRESETS_KEY = 'mien.presets';
/** What a link that carries a preset has behind its "#". */
const LINK_PREFIX = '#preset=';
const MOST_PRESETS = 200;
const LONGEST_NAME = 60;
/** Of a link: a soft stroke or two; mail and chat break longer ones. */
const LONGEST_LINK = 8000;

/** What a preset of a folder's recipe has and others do not. */
const FOLDER_KEYS = ['crop', 'faces', 'output', 'metadata', 'naming'] as const;

const presetName = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(LONGEST_NAME));
/** One with nothing but levels is written as it always was. */
const levelsOnly = v.object({ name: presetName, levels: v.unknown() });
const anyPreset = v.object({ name: presetName, edit: v.unknown(), detail: v.optional(v.unknown()), mask: v.optional(v.unknown()), folder: v.optional(v.looseObject({})) });

/** What a recipe says of a whole folder. */
export function folderOf({ bundle, crop, faces, output, metadata, naming }: Recipe): FolderSettings {
  return { bundle, crop, faces, output, metadata, naming };
}

/** A person's own presets, in their order; none where nothing usable is stored. */
export function readPresets(store: PreferenceStore | undefined): readonly Preset[] {
  try {
    const stored: unknown = JSON.parse(store?.getItem(PRESETS_KEY) ?? '[]');
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((each) => { const preset = presetOf(each); return typeof preset === 'string' ? [] : [preset]; }).slice(0, MOST_PRESETS);
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

/** "Smile 60 %, Age 0 %, like “her.jpg”, brush", in a model's own words where it has them. */
export function presetWords({ edit, detail, mask, folder }: Omit<Preset, 'name'>, manifest: BundleManifest | undefined): string {
  const domains = manifest && worded(manifest.domains);
  const titleOf = (id: string): string => (domains?.kind === 'attributes' ? domains.attributes : domains?.names ?? []).find((each) => each.id === id)?.title ?? id;
  const says = saysText();
  return [
    ...(edit.kind === 'attributes'
      ? Object.entries(edit.levels).map(([id, level]) => says.levelOf({ title: titleOf(id), percent: level === FLIP ? says.flipped : formatPercent(level) }))
      : [says.levelOf({ title: says.toDomain({ title: titleOf(edit.target) }), percent: formatPercent(edit.strength) }), ...(edit.seed === undefined ? [] : [says.look({ seed: edit.seed })])]),
    ...(edit.reference ? [says.likeFile({ file: edit.reference.file })] : []),
    ...(detail === undefined || (folder && detail === 0) ? [] : [says.smoothingTo({ percent: formatPercent(detail) })]),
    ...(mask === undefined ? [] : [says.brushed]),
    ...(folder ? [says.andFolder] : []),
  ].join(says.comma);
}

/** The preset as a recipe's text for a picture to carry, without a name. */
export function carriedRecipe({ edit, detail, mask }: Omit<Preset, 'name'>, bundle: string): string {
  return JSON.stringify(checked({ version: 1, bundle, edit, detail, mask }));
}

/** The preset as a recipe's file, which `mien batch` and the app's batch take as well. */
export function presetText({ name, edit, detail, mask, folder }: Preset, bundle: string): string {
  return `${JSON.stringify(checked({ version: 1, name, bundle, edit, detail, mask, ...folder }), undefined, 2)}\n`;
}

/**
 * A preset from a recipe's file; one without a name takes the file's.
 * @throws AppError `recipe-invalid`, `preset-invalid`
 */
export function presetFromText(text: string, fileName: string): Preset {
  const recipe = parseRecipeText(text);
  const { name = nameOfFile(fileName), edit, detail, mask } = recipe;
  // The parser fills in what a recipe leaves out; a preset leaves that as it is.
  const said = JSON.parse(text.replace(/^\uFEFF/, '')) as object;
  return expectPreset({
    name, edit, ...('detail' in said ? { detail } : {}), mask, ...(FOLDER_KEYS.some((key) => key in said) ? { folder: folderOf(recipe) } : {}),
  });
}

/** A link that carries the preset and nothing else; a mask that is too long for one stays behind. */
export function presetLink({ mask, ...preset }: Preset, page: string): { readonly link: string; readonly isWhole: boolean } {
  const linkTo = (shared: object): string => `${page.split('#', 1)[0] ?? ''}${LINK_PREFIX}${encodeURIComponent(JSON.stringify(shared))}`;
  const { name, edit, detail, folder } = preset;
  // As every version of the app reads it.
  if (edit.kind === 'attributes' && Object.keys(edit).length === 2 && mask === undefined && detail === undefined && !folder) return { link: linkTo({ name, levels: edit.levels }), isWhole: true };
  const whole = linkTo({ ...preset, mask });
  return mask === undefined || whole.length <= LONGEST_LINK ? { link: whole, isWhole: true } : { link: linkTo(preset), isWhole: false };
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

/** The levels of an edit; a flip is for folders, since in the editor the switch does it. */
export function levelsOf(edit: RecipeEdit): Readonly<Record<string, number>> {
  return edit.kind === 'attributes' ? Object.fromEntries(Object.entries(edit.levels).filter((entry): entry is [string, number] => entry[1] !== FLIP)) : {};
}

function nameOfFile(fileName: string): string {
  return fileName.replace(/(\.recipe)?\.json$/i, '').slice(0, LONGEST_NAME);
}

/** The same, if a recipe may say it. */
function checked<Sparse extends object>(sparse: Sparse): Sparse {
  parseRecipe(JSON.parse(JSON.stringify(sparse)));
  return sparse;
}

/** A preset as it was stored or shared; what is wrong with it where it is none. */
function presetOf(value: unknown): Preset | string {
  const isOld = v.is(levelsOnly, value);
  const read = v.safeParse(anyPreset, isOld ? { name: value.name, edit: { kind: 'attributes', levels: value.levels } } : value);
  if (!read.success) return read.issues[0].message;
  const { name, folder, ...rest } = read.output;
  try {
    const recipe = parseRecipe(JSON.parse(JSON.stringify({ version: 1, bundle: 'any', ...rest, ...folder })));
    const { edit, detail, mask } = recipe;
    if (edit.kind === 'attributes' && Object.keys(edit.levels).length === 0 && !edit.reference) return 'at least one level';
    return { name, edit, ...(rest.detail === undefined ? {} : { detail }), ...(mask === undefined ? {} : { mask }), ...(folder ? { folder: folderOf(recipe) } : {}) };
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.message;
    throw thrown;
  }
}

function expectPreset(value: unknown): Preset {
  const preset = presetOf(value);
  if (typeof preset === 'string') throw invalid(preset);
  return preset;
}

function invalid(received: string, cause?: unknown): AppError {
  return new AppError({
    code: 'preset-invalid', cause, message: `Expected a preset, a name and a level for at least one attribute, but received ${received}.`,
    recovery: 'Save the preset again where it was made, or copy its link anew.',
  });
}
