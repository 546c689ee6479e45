import { wantedByRecipe } from '../edit/edit-kinds.ts';
import type { WantedEdit } from '../edit/face-edit.ts';
import { recipeProblem } from '../edit/recipe-problem.ts';
import type { ReferenceReading } from '../edit/reference.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { Recipe } from './recipe.ts';

/**
 * A recipe's edit in the terms of the model that it names; a reference that was not read is checked and leads nothing.
 * @throws AppError `recipe-bundle`, `recipe-attribute`, `recipe-level`, `recipe-empty`, `recipe-reference`, `reference-untold`
 */
export function wantedEdit({ bundle, edit }: Recipe, manifest: BundleManifest, reading?: ReferenceReading): WantedEdit {
  if (bundle !== manifest.id) throw recipeProblem('recipe-bundle', `the model "${bundle}"`, `"${manifest.id}"`);
  return wantedByRecipe(edit, manifest, reading);
}
