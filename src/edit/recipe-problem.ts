import { AppError } from '../core/app-error.ts';
import type { BundleManifest } from '../l2m/manifest.ts';

/** A recipe that a model cannot follow. */
export function recipeProblem(code: string, expected: string, received: string): AppError {
  return new AppError({ code, message: `Expected ${expected} for the recipe but received ${received}.`, recovery: 'Choose the recipe\'s model, or change the recipe.' });
}

/** A recipe that names what the model does not have. */
export function unknownId(id: string, { domains, title }: BundleManifest): AppError {
  const [what, entries] = domains.kind === 'attributes' ? ['attributes', domains.attributes] as const : ['domains', domains.names] as const;
  return recipeProblem('recipe-attribute', `${what} of "${title}" (${entries.map((entry) => entry.id).join(', ')})`, `"${id}"`);
}
