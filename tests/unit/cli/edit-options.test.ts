import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEditRequest, type EditRequest } from '../../../src/cli/edit-options.ts';
import { temporaryFolder, writeFiles } from '../../support/mien.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';

/** The edit that a recipe and the options beside it come to, for the tiny bundle. */
async function editOf(recipe: object, ...options: readonly string[]): Promise<object> {
  return (await requestOf(recipe, ...options)).recipe.edit;
}

async function requestOf(recipe: object, ...options: readonly string[]): Promise<EditRequest & { readonly folder: string }> {
  await using folder = await temporaryFolder();
  const bundle = join(folder.path, 'tiny');
  await mkdir(bundle);
  await writeFiles(bundle, Object.fromEntries((await makeTinyBundle()).files));
  await writeFiles(folder.path, { 'recipe.json': new TextEncoder().encode(JSON.stringify({ version: 1, bundle: 'tiny', edit: recipe })) });
  return { ...await readEditRequest(['--bundle', bundle, '--recipe', join(folder.path, 'recipe.json'), ...options], {}, 'usage'), folder: folder.path };
}

describe('options beside a recipe', () => {
  test('win: a level over the recipe’s move between domains', async () => {
    expect(await editOf({ kind: 'domain', target: 'dog', strength: 1 }, '--smile', '0.5')).toEqual({ kind: 'attributes', levels: { smile: 0.5 } });
  });

  test('win one by one: what they leave out stays as the recipe has it', async () => {
    expect(await editOf({ kind: 'attributes', levels: { smile: 1, age: 0 }, sources: { age: 1 } }, '--smile', '0.5')).toEqual({ kind: 'attributes', levels: { smile: 0.5, age: 0 }, sources: { age: 1 } });
  });

  test('win over what its reference leads', async () => {
    const recipe = { kind: 'attributes', levels: { age: 1 }, reference: { file: 'a.png', attributes: ['smile', 'gender'], strength: 0.5 } };
    expect(await editOf(recipe, '--smile', '0.5')).toEqual({ ...recipe, levels: { smile: 0.5, age: 1 }, reference: { file: 'a.png', attributes: ['gender'], strength: 0.5 } });
    expect(await editOf(recipe, '--reference', 'b.png', '--reference-only', 'smile', '--strength', '1.2')).toEqual({ ...recipe, reference: { file: 'b.png', attributes: ['smile'], strength: 1.2 } });
    await expect(editOf({ kind: 'attributes', levels: { smile: 1 } }, '--strength', '0.5')).rejects.toMatchObject({ code: 'usage' });
  });

  test('name a reference from where the command runs, the recipe from its own folder', async () => {
    const recipe = { kind: 'attributes', reference: 'faces/r.png' };
    const { folder, referencePath } = await requestOf(recipe);
    expect(referencePath).toBe(join(folder, 'faces/r.png'));
    expect((await requestOf(recipe, '--reference', 'b.png')).referencePath).toBe(resolve('b.png'));
    expect((await requestOf({ kind: 'attributes', levels: { smile: 1 } })).referencePath).toBeUndefined();
  });
});
