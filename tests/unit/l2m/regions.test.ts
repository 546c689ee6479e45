import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../src/l2m/manifest.ts';
import { encodeRegions, regionMaps } from '../../../src/l2m/regions.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const { manifest } = await tinyBundle();
const rows = (valueAt: (column: number, row: number) => number): number[][] =>
  Array.from({ length: 32 }, (_, row) => Array.from({ length: 32 }, (__, column) => valueAt(column, row)));

describe('regions', () => {
  it('come out of a manifest as they went in, to within half a 255th, in the order of the attributes', () => {
    const smile = rows((column, row) => (column * 32 + row) / 1023);
    const regions = encodeRegions({ age: rows(() => 1), smile });
    expect(Object.values(regions).map((text) => text.length)).toEqual([1368, 1368]);
    const [first, second, third] = regionMaps(parseManifest({ ...manifest, regions }));
    smile.flat().forEach((share, i) => { expect(Math.abs(first![i]! - share)).toBeLessThanOrEqual(0.5 / 255 + 1e-7); });
    expect(second).toBeUndefined();
    expect(third?.every((share) => share === 1)).toBe(true);
  });

  it('are none where the manifest has none', () => {
    expect(regionMaps(manifest)).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ['31 rows', { smile: rows(() => 0).slice(1) }],
    ['a row of 33', { smile: rows(() => 0).map((row) => [...row, 0]) }],
    ['a number above 1', { smile: rows((column) => (column === 5 ? 1.01 : 0)) }],
    ['a string', { smile: 'AAAA' }],
    ['no object', [1]],
  ])('are refused when they are %s', (_, value) => {
    expect(() => encodeRegions(value)).toThrow(expect.objectContaining({ code: 'regions-invalid' }));
  });

  it.each([
    ['of another attribute', { beard: encodeRegions({ a: rows(() => 0) })['a'] }],
    ['of too few bytes', { smile: 'AAAA' }],
    ['that are not base64', { smile: `${'*'.repeat(1366)}==` }],
  ])('are refused in a manifest when %s', (_, regions) => {
    expect(() => parseManifest({ ...manifest, regions })).toThrow(expect.objectContaining({ code: 'manifest-invalid' }));
  });
});
