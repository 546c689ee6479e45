import { extensionOf } from '../core/picture-formats.ts';
import { sha256Hex } from '../core/hash.ts';
import { isNumbered, renderName, UniqueNames } from './naming.ts';
import { recipeAttributes, type Recipe } from './recipe.ts';
import type { SerialisedError } from '../core/app-error.ts';

/** Why a row is as it is: a stable code and a sentence. */
export type RowReason = Pick<SerialisedError, 'code' | 'message'>;

/** A file to edit, as a folder listing knows it. */
export interface SourceFile {
  /** Relative to the folder, parts joined with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** Why it cannot even be opened; it has no output then, and its row fails. */
  readonly problem?: RowReason | undefined;
}

/** One file of a batch and where its result goes. */
export interface BatchItem extends SourceFile {
  /** Same file, same id: from path, size and time. */
  readonly id: string;
  /** Relative to the output folder, parts joined with "/". */
  readonly output: string;
}

/** One part of a batch: `index` of `count`, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** A name that an earlier run gave to the result of a file. */
export interface GivenName {
  readonly path: string;
  readonly output: string;
}

/**
 * The items of a whole folder, in the order of their paths. Output names depend on nothing but the list, the recipe and the names
 * that earlier runs gave, so every shard must be given the whole list. A given name is kept for its file, and for no other, where
 * this plan could have given it too; anything else that a report says of a name is not believed.
 */
export function planBatch(files: readonly SourceFile[], recipe: Recipe, given: readonly GivenName[] = []): readonly BatchItem[] {
  const attrs = recipeAttributes(recipe);
  const ext = extensionOf(recipe.output.format);
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const wanted = new Map(sorted.filter(({ problem }) => !problem).map(({ path }) => [path, wantedPath(path, recipe.naming, attrs, ext)]));
  const names = new UniqueNames();
  const kept = new Map<string, string>();
  for (const { path, output } of given) {
    const base = wanted.get(path);
    if (names.reserve(output) && base !== undefined && isNumbered(output, base)) kept.set(path, output);
  }
  return sorted.map((file) => {
    const base = wanted.get(file.path);
    return { ...file, id: itemId(file), output: base === undefined ? '' : kept.get(file.path) ?? names.take(base) };
  });
}

function wantedPath(path: string, naming: string, attrs: readonly string[], ext: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const fileName = path.slice(slash);
  const dot = fileName.lastIndexOf('.');
  return path.slice(0, slash) + renderName(naming, { name: dot > 0 ? fileName.slice(0, dot) : fileName, attrs, ext });
}

/** Whether an item belongs to a shard: by its path alone, so that files which come or go do not move the others about. */
export function isInShard({ path }: SourceFile, { index, count }: Shard): boolean {
  return Number.parseInt(sha256Hex(new TextEncoder().encode(path)).slice(0, 12), 16) % count === index - 1;
}

function itemId({ path, sizeBytes, modifiedMs }: SourceFile): string {
  return sha256Hex(new TextEncoder().encode(`${path}\0${sizeBytes}\0${Math.floor(modifiedMs)}`)).slice(0, 16);
}
