import type { BundleManifest, WantedEdit } from '../bridge/engine-client.ts';
import { AppError } from '../core/app-error.ts';
import type { Recipe } from './recipe.ts';
import { ownValue } from '../core/own-value.ts';

/**
 * A recipe's edit in the terms of one model.
 * @throws AppError `recipe-bundle`, `recipe-attribute`, `recipe-level`, `recipe-empty`
 */
export function wantedEdit({ bundle, edit }: Recipe, manifest: BundleManifest): WantedEdit {
  if (bundle !== manifest.id) throw problem('recipe-bundle', `the model "${bundle}"`, `"${manifest.id}"`);
  const { domains } = manifest;
  if (edit.kind === 'attributes') {
    const known = domains.kind === 'attributes' ? domains.attributes : [];
    const ids = Object.keys(edit.levels);
    if (ids.length === 0) throw problem('recipe-empty', 'a level for at least one attribute', 'none');
    for (const id of ids) if (!known.some((attribute) => attribute.id === id)) throw unknown(id, manifest);
    for (const { id, levelRange: [low, high] } of known) {
      const level = ownValue(edit.levels, id);
      if (level !== undefined && (level < low || level > high)) throw problem('recipe-level', `a level from ${low} to ${high} for "${id}"`, String(level));
    }
    return { kind: 'attributes', levels: known.map(({ id }) => ownValue(edit.levels, id)) };
  }
  const names = domains.kind === 'named' ? domains.names.map(({ id }) => id) : [];
  const indexOf = (id: string): number => {
    const index = names.indexOf(id);
    if (index < 0) throw unknown(id, manifest);
    return index;
  };
  return { kind: 'domain', source: edit.source === undefined ? undefined : indexOf(edit.source), target: indexOf(edit.target), strength: edit.strength };
}

function unknown(id: string, { domains, title }: BundleManifest): AppError {
  const known = (domains.kind === 'attributes' ? domains.attributes : domains.names).map((entry) => entry.id).join(', ');
  return problem('recipe-attribute', `${domains.kind === 'attributes' ? 'attributes' : 'domains'} of "${title}" (${known})`, `"${id}"`);
}

function problem(code: string, expected: string, received: string): AppError {
  return new AppError({ code, message: `Expected ${expected} for the recipe but received ${received}.`, recovery: 'Choose the recipe\'s model, or change the recipe.' });
}
