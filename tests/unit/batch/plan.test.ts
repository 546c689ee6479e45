import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderName, safeFileName, UniqueNames } from '../../../src/batch/naming.ts';
import { isInShard, planBatch, type SourceFile } from '../../../src/batch/plan.ts';
import { parseRecipe } from '../../../src/batch/recipe.ts';

const recipe = parseRecipe({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } } });
const file = (path: string): SourceFile => ({ path, sizeBytes: 10, modifiedMs: 1000.5 });
const outputs = (paths: readonly string[]): Record<string, string> => Object.fromEntries(planBatch(paths.map(file), recipe).map(({ path, output }) => [path, output]));

describe('names', () => {
  test('mirror the folders', () => { expect(outputs(['trip/day 1/a.jpg'])).toEqual({ 'trip/day 1/a.jpg': 'trip/day 1/a-smile.png' }); });

  test('of files that would be called the same are told apart, in the order of their paths', () => {
    expect(outputs(['a.png', 'a.jpg', 'A.webp', 'a-smile-2.jpg', 'b/a.png'])).toEqual({
      'A.webp': 'A-smile.png', 'a-smile-2.jpg': 'a-smile-2-smile.png', 'a.jpg': 'a-smile-2.png', 'a.png': 'a-smile-3.png', 'b/a.png': 'b/a-smile.png',
    });
  });

  test('a number that is another file\'s own name is passed over', () => {
    const names = new UniqueNames();
    expect(['x-2.png', 'x.png', 'x.png', 'X.png'].map((name) => names.take(name))).toEqual(['x-2.png', 'x.png', 'x-3.png', 'X-4.png']);
  });

  test('two ways to write the same letter are one name', () => {
    const names = new UniqueNames();
    expect([names.take('é.png'), names.take('e\u0301.png')]).toEqual(['é.png', 'e\u0301-2.png']);
  });

  test.each([['a:b*c', 'a-b-c'], ['tail. ', 'tail'], ['..', 'picture'], ['NUL', '_NUL'], ['com1.x', '_com1.x']])('%j is made safe', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  test('an endless name is shortened to what file systems take, between letters', () => {
    const name = renderName('{name}-{attrs}.{ext}', { name: 'é'.repeat(300), attrs: ['smile'], ext: 'png' });
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(204);
    expect(name).toMatch(/^é+\.png$/);
  });
});

describe('plan', () => {
  test('any sharding has every file once, with the names of the whole', () => {
    const paths = fc.uniqueArray(fc.stringMatching(/^([ab]\/)?[abAB]{1,3}\.(jpg|png)$/), { maxLength: 40 });
    fc.assert(fc.property(paths, fc.integer({ min: 1, max: 7 }), (list, count) => {
      const whole = planBatch(list.map(file), recipe);
      const shuffled = planBatch([...list].reverse().map(file), recipe);
      const shards = Array.from({ length: count }, (_, i) => shuffled.filter((item) => isInShard(item, { index: i + 1, count })));
      expect(shards.flat().sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual(whole);
      expect(new Set(whole.map(({ output }) => output.toLowerCase())).size).toBe(list.length);
    }));
  });

  test('an id changes with the file', () => {
    const id = (change: Partial<SourceFile>): string => planBatch([{ ...file('a.jpg'), ...change }], recipe)[0]!.id;
    expect(id({})).toMatch(/^[0-9a-f]{16}$/);
    expect(id({ modifiedMs: 1000 })).toBe(id({}));
    expect(new Set([id({}), id({ sizeBytes: 11 }), id({ modifiedMs: 2000 }), id({ path: 'b.jpg' })]).size).toBe(4);
  });

  test('a shard is even enough to be worth it', () => {
    const items = planBatch(Array.from({ length: 1600 }, (_, i) => file(`${i}.jpg`)), recipe);
    for (let index = 1; index <= 16; index++) {
      const { length } = items.filter((item) => isInShard(item, { index, count: 16 }));
      expect(length).toBeGreaterThan(60);
      expect(length).toBeLessThan(140);
    }
  });
});
