import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readEditRequest } from '../../../src/cli/edit-options.ts';
import { temporaryFolder, writeFiles } from '../../support/mien.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';

/** The edit that a recipe and the options beside it come to, for the tiny bundle. */
async function editOf(recipe: object, ...options: readonly string[]): Promise<object> {
  await using folder = await temporaryFolder();
  const bundle = join(folder.path, 'tiny');
  await mkdir(bundle);
  await writeFiles(bundle, Object.fromEntries((await makeTinyBundle()).files));
  await writeFiles(folder.path, { 'recipe.json': new TextEncoder().encode(JSON.stringify({ version: 1, bundle: 'tiny', edit: recipe })) });
  return (await readEditRequest(['--bundle', bundle, '--recipe', join(folder.path, 'recipe.json'), ...options], {}, 'usage')).recipe.edit;
}

describe('options beside a recipe', () => {
  test('win: a level over the recipe’s move between domains', async () => {
    expect(await editOf({ kind: 'domain', target: 'dog', strength: 1 }, '--smile', '0.5')).toEqual({ kind: 'attributes', levels: { smile: 0.5 } });
  });

  test('win one by one: what they leave out stays as the recipe has it', async () => {
    expect(await editOf({ kind: 'attributes', levels: { smile: 1, age: 0 }, sources: { age: 1 } }, '--smile', '0.5')).toEqual({ kind: 'attributes', levels: { smile: 0.5, age: 0 }, sources: { age: 1 } });
  });
});
