import { sha256Hex } from '../core/hash.ts';
import { extensionOf, renderName, UniqueNames } from './naming.ts';
import { recipeAttributes, type Recipe } from './recipe.ts';

/** A file to edit, as a folder listing knows it. */
export interface SourceFile {
  /** Relative to the folder, parts joined with "/". */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
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

/**
 * The items of a whole folder, in the order of their paths. Output names depend on nothing but the list and the recipe, so every
 * shard must be given the whole list.
 */
export function planBatch(files: readonly SourceFile[], recipe: Recipe): readonly BatchItem[] {
  const names = new UniqueNames();
  const attrs = recipeAttributes(recipe);
  const ext = extensionOf(recipe.output.format);
  return [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)).map((file) => {
    const slash = file.path.lastIndexOf('/') + 1;
    const fileName = file.path.slice(slash);
    const dot = fileName.lastIndexOf('.');
    const name = renderName(recipe.naming, { name: dot > 0 ? fileName.slice(0, dot) : fileName, attrs, ext });
    return { ...file, id: itemId(file), output: names.take(file.path.slice(0, slash) + name) };
  });
}

/** Whether an item belongs to a shard: by its path alone, so that files which come or go do not move the others about. */
export function isInShard({ path }: SourceFile, { index, count }: Shard): boolean {
  return Number.parseInt(sha256Hex(new TextEncoder().encode(path)).slice(0, 12), 16) % count === index - 1;
}

function itemId({ path, sizeBytes, modifiedMs }: SourceFile): string {
  return sha256Hex(new TextEncoder().encode(`${path}\0${sizeBytes}\0${Math.floor(modifiedMs)}`)).slice(0, 16);
}
