import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { cropSample, decideCrop, isSettled } from '../../../src/batch/crop-policy.ts';
import { parseManifest } from '../../../src/l2m/manifest.ts';

const manifest = parseManifest(JSON.parse(await readFile(new URL('../../../models/faces/manifest.json', import.meta.url), 'utf8')));
const size = (widthPx: number, heightPx = widthPx) => ({ widthPx, heightPx });
const many = (count: number, one: ReturnType<typeof size>) => Array.from({ length: count }, () => one);

describe('crop policy', () => {
  test('a folder of small, squarish pictures is taken whole', () => {
    expect(decideCrop('auto', manifest, many(40, size(96)))).toEqual({
      policy: 'whole', found: { crops: 40, looked: 40, limitPx: 160 }, reason: 'Every picture is taken whole: 40 of 40 pictures looked at are squarish and at most 160 px, so they look like crops.',
    });
  });

  test.each([
    ['photos', many(10, size(4000, 3000))],
    ['larger squares', many(10, size(512))],
    ['small strips', many(10, size(150, 60))],
    ['a mixture', [...many(8, size(96)), ...many(2, size(640, 480))]],
    ['nothing that can be read', []],
  ])('faces are looked for in %s', (_, sizes) => { expect(decideCrop('auto', manifest, sizes).policy).toBe('detect'); });

  test('a model that takes larger crops whole has larger pictures for crops, one that aligns faces has not', () => {
    expect(decideCrop('auto', { ...manifest, alignment: 'none', imageSizePx: 256 }, many(10, size(256))).policy).toBe('whole');
    expect(decideCrop('auto', { ...manifest, imageSizePx: 256 }, many(10, size(256))).policy).toBe('detect');
  });

  test('a model for drawings is no exception: faces are looked for in large pictures', () => {
    expect(decideCrop('auto', { ...manifest, alignment: 'none' }, many(10, size(4000, 3000))).policy).toBe('detect');
  });

  test('what was asked for is not decided otherwise, and says so', () => {
    expect(decideCrop('detect', manifest, many(10, size(96)))).toEqual({ policy: 'detect', reason: 'Faces are looked for, as asked.' });
    expect(decideCrop('whole', manifest, many(10, size(4000)))).toEqual({ policy: 'whole', reason: 'Every picture is taken whole, as asked.' });
  });

  test('nine crops of ten are enough', () => {
    expect(decideCrop('auto', manifest, [...many(9, size(96)), size(640)]).policy).toBe('whole');
    expect(decideCrop('auto', manifest, [...many(8, size(96)), ...many(2, size(640))]).reason).toBe('Faces are looked for: 8 of 10 pictures looked at are squarish and at most 160 px.');
  });

  test('at most 64 files are looked at, from all over the folder', () => {
    const sample = cropSample(Array.from({ length: 6400 }, (_, i) => i));
    expect(sample).toHaveLength(64);
    expect(sample.slice(0, 3)).toEqual([0, 100, 200]);
  });

  test('more than a tenth of the sample settles that they are no crops, and no fewer', () => {
    expect([isSettled(6, 64), isSettled(7, 64), isSettled(1, 10), isSettled(2, 10), isSettled(0, 1), isSettled(1, 1)]).toEqual([false, true, false, true, false, true]);
  });
});
