import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectTemplate, isNumbered, renderName, safeFileName, UniqueNames } from '../../../src/batch/naming.ts';
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

  test('several attributes are joined, and the longest name that fits is left as it is', () => {
    expect(renderName('{name}-{attrs}.{ext}', { name: ' a', attrs: ['smile', 'age'], ext: 'png' })).toBe('a-smile-age.png');
    expect(renderName('{name}.{ext}', { name: 'x'.repeat(200), attrs: [], ext: 'png' })).toBe(`${'x'.repeat(200)}.png`);
    expect(renderName('{name}.{ext}', { name: 'x'.repeat(250), attrs: [], ext: 'png' })).toBe(`${'x'.repeat(200)}.png`);
  });

  test('a template that will not do is refused with the usual one', () => {
    expect(() => { expectTemplate('{name}-{date}.{ext}'); }).toThrow(expect.objectContaining({
      code: 'naming-invalid', recovery: 'The usual template is {name}-{attrs}.{ext}.',
      message: 'Expected {name}, {attrs}, {ext} and plain text for the naming template but received "{date}".',
    }));
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

describe('names that earlier runs gave', () => {
  test.each([
    ['a-smile.png', true], ['a-smile-2.png', true], ['a-smile-10.png', true], ['a-smile-0.png', false], ['a-smile-02.png', false], ['a-smile-2.jpg', false],
    ['a-smile-x2.png', false], ['a-smile-2x.png', false], ['b-smile-2.png', false], ['a-smile-1234567890.png', false], ['a-smile-.png', false], ['xa-smile-2.png', false], ['../a-smile.png', false],
  ])('%j could have been one: %j', (name, could) => { expect(isNumbered(name, 'a-smile.png')).toBe(could); });

  test('are kept for their files, and handed out to no other', () => {
    const planned = planBatch(['a.jpg', 'a.png', 'b.jpg'].map(file), recipe, [{ path: 'a.png', output: 'a-smile.png' }, { path: 'gone.jpg', output: 'b-smile.png' }]);
    expect(Object.fromEntries(planned.map(({ path, output }) => [path, output]))).toEqual({ 'a.jpg': 'a-smile-2.png', 'a.png': 'a-smile.png', 'b.jpg': 'b-smile-2.png' });
  });

  test('are not believed where the plan could not have given them, or gave them already', () => {
    const planned = planBatch(['a.jpg', 'b.jpg'].map(file), recipe, [{ path: 'a.jpg', output: '../a-smile.png' }, { path: 'b.jpg', output: 'b-smile-3.png' }, { path: 'b.jpg', output: 'B-smile-3.png' }]);
    expect(planned.map(({ output }) => output)).toEqual(['a-smile.png', 'b-smile-3.png']);
  });

  test('go to nobody who cannot be opened, and a name without an extension is a name', () => {
    const planned = planBatch([{ ...file('a.jpg'), problem: { code: 'file-unreadable', message: 'x' } }, file('.a'), file('d/b')], recipe, [{ path: 'a.jpg', output: 'a-smile.png' }]);
    expect(planned.map(({ path, output }) => [path, output])).toEqual([['.a', '.a-smile.png'], ['a.jpg', ''], ['d/b', 'd/b-smile.png']]);
  });
});
