import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { parseRecipe, parseRecipeText, recipeAttributes, recipeText } from '../../../src/batch/recipe.ts';
import { wantedEdit } from '../../../src/batch/wanted-edit.ts';
import { parseManifest } from '../../../src/l2m/manifest.ts';

const least = { version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } } };
const manifest = parseManifest(JSON.parse(await readFile(new URL('../../../models/faces/manifest.json', import.meta.url), 'utf8')));
const animals = { ...manifest, id: 'animals', domains: { kind: 'named' as const, names: ['cat', 'dog', 'wild'].map((id) => ({ id, title: id })) } };

describe('recipe', () => {
  test('fills in what is left out', () => {
    expect(parseRecipe(least)).toEqual({
      ...least, crop: 'auto', faces: 'all', detail: 0, output: { format: 'png', quality: 0.92 }, metadata: { keepsMetadata: true, keepsLocation: true, saysAi: true }, naming: '{name}-{attrs}.{ext}',
    });
  });

  test('survives its file', () => {
    const recipe = parseRecipe({ ...least, edit: { kind: 'attributes', levels: { smile: 1, age: -0.5 } }, output: { format: 'webp' } });
    expect(parseRecipeText(recipeText(recipe))).toEqual(recipe);
    expect(recipeAttributes(recipe)).toEqual(['smile', 'age']);
  });

  test.each([
    ['another version', { ...least, version: 2 }, /"version"/],
    ['an entry that is none', { ...least, sharpen: true }, /"sharpen"/],
    ['a level that is no number', { ...least, edit: { kind: 'attributes', levels: { smile: 'much' } } }, /"edit\.levels\.smile"/],
    ['a source that is neither off nor on', { ...least, edit: { kind: 'attributes', levels: { smile: 1 }, sources: { smile: 0.5 } } }, /"edit\.sources\.smile"/],
    ['a level far out', { ...least, edit: { kind: 'attributes', levels: { smile: 40 } } }, /"edit\.levels\.smile"/],
    ['a name that would call every file the same', { ...least, naming: 'same.{ext}' }, /without \{name\}/],
    ['an unknown place', { ...least, naming: '{name}-{date}.{ext}' }, /\{date\}/],
    ['a folder in the name', { ...least, naming: '../{name}.{ext}' }, /a folder/],
    ['no extension', { ...least, naming: '{name}' }, /end in/],
    ['a mask of too few cells', { ...least, mask: '/wA=' }, /"mask" .*runs of 16384 cells/],
    ['a mask that is no text', { ...least, mask: 5 }, /"mask" of the recipe but received 5/],
    ['a detail beyond all', { ...least, detail: 1.1 }, /"detail"/],
  ])('refuses %s', (_, value, message) => {
    expect(() => parseRecipe(value)).toThrow(message);
    expect(() => parseRecipe(value)).toThrow(expect.objectContaining({ code: 'recipe-invalid' }));
  });

  test('refuses text that is no JSON, and shows how it begins', () => {
    expect(() => parseRecipeText(`smile: 1${' '.repeat(40)}end`)).toThrow(expect.objectContaining({
      code: 'recipe-invalid', message: `Expected JSON for the recipe but received "smile: 1${' '.repeat(32)}".`, recovery: 'Choose a recipe that the app or the command line saved.',
    }));
  });

  test('reads a file that begins with a byte order mark', () => {
    expect(parseRecipeText(`\uFEFF${JSON.stringify(least)}`)).toEqual(parseRecipe(least));
    expect(parseRecipeText(JSON.stringify({ ...least, naming: '\uFEFF{name}.{ext}' })).naming).toBe('\uFEFF{name}.{ext}');
  });

  test('says where a value is wrong, what was expected there and what to do', () => {
    expect(() => parseRecipe(7)).toThrow(/^Expected Object for "the recipe" of the recipe but received 7: /);
    expect(() => parseRecipe({ ...least, naming: '{name' })).toThrow(expect.objectContaining({ recovery: 'Correct that entry, or save the recipe anew from the app.' }));
    expect(() => parseRecipe({ ...least, naming: 5 })).toThrow(/"naming" of the recipe but received 5/);
    expect(() => parseRecipe({ ...least, naming: '{name}{.{ext}' })).toThrow(/a brace without its partner/);
    expect(() => parseRecipe({ ...least, naming: '{name}-{}.{ext}' })).toThrow(/received "\{\}"/);
  });
});

describe('wanted edit', () => {
  test('levels by id become levels by the manifest\'s order; the others stay', () => {
    expect(wantedEdit(parseRecipe({ ...least, edit: { kind: 'attributes', levels: { age: 0.5 } } }), manifest)).toEqual({ kind: 'attributes', levels: [undefined, undefined, 0.5] });
  });

  test('what every face is now goes by the same order', () => {
    const edit = { kind: 'attributes', levels: { age: 0.5 }, sources: { age: 1 } };
    expect(wantedEdit(parseRecipe({ ...least, edit }), manifest)).toMatchObject({ sources: [undefined, undefined, 1] });
  });

  test('domains by id', () => {
    const edit = { kind: 'domain', target: 'wild', strength: 0.5 };
    expect(wantedEdit(parseRecipe({ version: 1, bundle: 'animals', edit }), animals)).toEqual({ kind: 'domain', source: undefined, target: 2, strength: 0.5 });
  });

  test.each([
    ['another model', { ...least, bundle: 'animals' }, 'recipe-bundle'],
    ['an attribute that the model has not', { ...least, edit: { kind: 'attributes', levels: { hat: 1 } } }, 'recipe-attribute'],
    ['a domain of a model that has attributes', { ...least, edit: { kind: 'domain', target: 'cat', strength: 1 } }, 'recipe-attribute'],
    ['a level beyond the model\'s range', { ...least, edit: { kind: 'attributes', levels: { smile: 2 } } }, 'recipe-level'],
    ['a source of an attribute that the model has not', { ...least, edit: { kind: 'attributes', levels: { smile: 1 }, sources: { hat: 1 } } }, 'recipe-attribute'],
    ['no level at all', { ...least, edit: { kind: 'attributes', levels: {} } }, 'recipe-empty'],
  ])('refuses %s', (_, value, code) => {
    expect(() => wantedEdit(parseRecipe(value), manifest)).toThrow(expect.objectContaining({ code }));
  });

  test('names both models where they differ', () => {
    expect(() => wantedEdit(parseRecipe({ ...least, bundle: 'animals' }), manifest)).toThrow('Expected the model "animals" for the recipe but received "faces".');
  });
});
