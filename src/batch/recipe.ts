import * as v from 'valibot';
import { AppError } from '../core/app-error.ts';
import { OUTPUT_FORMATS } from '../core/picture-formats.ts';
import { checkedText, maskSchema } from '../edit/checked-text.ts';
import { recipeEdit, recipeIds } from '../edit/edit-kinds.ts';
import { recipeId } from '../edit/recipe-id.ts';
import { expectTemplate, NAMING_DEFAULT } from './naming.ts';

const recipeSchema = v.strictObject({
  version: v.literal(1),
  /** What a person calls it. */
  name: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(60))),
  /** Id of the model. */
  bundle: recipeId,
  edit: recipeEdit,
  /** `detect` looks for faces, `whole` takes each picture for a crop, `auto` decides once for the folder. */
  crop: v.optional(v.picklist(['detect', 'whole', 'auto']), 'auto'),
  faces: v.optional(v.picklist(['all', 'largest']), 'all'),
  /** How much of the model's own detail comes in: 0 only the change, 1 all of the face. */
  detail: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0),
  /** What a brush released of the edit, on every face: see `core/brush-mask.ts`. */
  mask: v.exactOptional(maskSchema),
  output: v.optional(v.strictObject({
    format: v.picklist(OUTPUT_FORMATS),
    /** 0 to 1, for jpeg and webp. */
    quality: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1)), 0.92),
  }), { format: 'png', quality: 0.92 }),
  metadata: v.optional(v.strictObject({
    keepsMetadata: v.optional(v.boolean(), true),
    keepsLocation: v.optional(v.boolean(), true),
    saysAi: v.optional(v.boolean(), true),
  }), { keepsMetadata: true, keepsLocation: true, saysAi: true }),
  /** Of `{name}`, `{attrs}`, `{ext}` and plain text. */
  naming: v.optional(checkedText(expectTemplate), NAMING_DEFAULT),
});

/** What to do with every picture of a folder; the same file serves the app and the command line. */
export type Recipe = v.InferOutput<typeof recipeSchema>;
export type RecipeEdit = Recipe['edit'];
export type CropPolicy = Recipe['crop'];

/**
 * Checks a recipe, and fills in what it leaves out.
 * @throws AppError `recipe-invalid`
 */
export function parseRecipe(value: unknown): Recipe {
  const result = v.safeParse(recipeSchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const where = v.getDotPath(issue) ?? 'the recipe';
  throw new AppError({
    code: 'recipe-invalid',
    message: `Expected ${issue.expected ?? 'a valid value'} for "${where}" of the recipe but received ${issue.received}: ${issue.message}`,
    recovery: 'Correct that entry, or save the recipe anew from the app.',
  });
}

/**
 * Reads a recipe from the text of its file.
 * @throws AppError `recipe-invalid`
 */
export function parseRecipeText(text: string): Recipe {
  let value: unknown;
  try {
    // Some editors put a byte order mark before JSON.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new AppError({
      code: 'recipe-invalid', cause, message: `Expected JSON for the recipe but received "${text.slice(0, 40)}".`,
      recovery: 'Choose a recipe that the app or the command line saved.',
    });
  }
  return parseRecipe(value);
}

/** The recipe as the text of its file. */
export function recipeText(recipe: Recipe): string {
  return `${JSON.stringify(parseRecipe(recipe), undefined, 2)}\n`;
}

/** Ids of what a recipe changes: the `{attrs}` of a file name. Levels are in the order in which they were set. */
export function recipeAttributes({ edit }: Recipe): readonly string[] {
  return recipeIds(edit);
}
