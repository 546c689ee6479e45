import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { listCrops } from '../../../src/cli/evaluate-crops.ts';
import { changeOutside, rounded, verdictOf, valuesOf } from '../../../src/cli/evaluate-edits.ts';
import { cardWithTable } from '../../../src/cli/evaluate-report.ts';
import { Averages, frechetDistance, kernelDistance, quantile, spearman } from '../../../src/cli/evaluate-statistics.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import { temporaryFolder } from '../../support/mien.ts';
import { noisePicture, seededRandom } from '../../support/pictures.ts';

/** Points about a centre, each coordinate within 1 of it. */
function cloud(count: number, centre: readonly number[], seed: number): readonly number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => centre.map((value) => value + random() * 2 - 1));
}

describe('statistics of the evaluation', () => {
  it('averages over domains first', () => {
    const averages = new Averages();
    for (const value of [1, 1, 1, 1]) averages.add('right', value, 0);
    averages.add('right', 0, 5);
    expect(averages.mean('right')).toBe(0.5);
    expect(averages.mean('wrong')).toBeUndefined();
  });

  it('ranks scores along strengths', () => {
    expect(spearman([-3, 0, 0.1, 7, 50])).toBe(1);
    expect(spearman([4, 3, 2, 1])).toBe(-1);
    expect(spearman([1, 3, 2, 4])).toBeCloseTo(0.8, 12);
  });

  it('takes the lower middle value', () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
    expect(quantile(Array.from({ length: 101 }, (_, i) => i), 0.99)).toBe(99);
  });

  it('finds no Frechet distance between a cloud and itself, and the shift between shifted ones', () => {
    const points = cloud(40, [0, 0, 0, 0, 0], 1);
    expect(frechetDistance(points, points)).toBeCloseTo(0, 9);
    expect(frechetDistance(points, points.map((point) => point.map((value, i) => value + (i === 2 ? 3 : 0))))).toBeCloseTo(9, 9);
  });

  it('tells spreads apart by the Frechet distance: (2 s - s)^2 a coordinate', () => {
    const points = cloud(60, [0, 0], 2);
    const spread = points.reduce((sum, point) => sum + point[0]! ** 2 + point[1]! ** 2, 0) / 59 - 60 / 59 * [0, 1].reduce((sum, i) => sum + (points.reduce((s, p) => s + p[i]!, 0) / 60) ** 2, 0);
    const middle = [0, 1].map((i) => points.reduce((sum, point) => sum + point[i]!, 0) / 60);
    expect(frechetDistance(points, points.map((point) => point.map((value, i) => middle[i]! + 2 * (value - middle[i]!))))).toBeCloseTo(spread, 9);
  });

  it('has more room for more features than pictures', () => {
    const [a, b] = [cloud(6, Array.from({ length: 20 }, () => 0), 3), cloud(9, Array.from({ length: 20 }, () => 1), 4)];
    expect(frechetDistance(a, b)).toBeGreaterThan(10);
    expect(frechetDistance(a, b)).toBeCloseTo(frechetDistance(b, a), 9);
  });

  it('finds a kernel distance near 0 between clouds of one kind, and a large one between others', () => {
    const near = kernelDistance(cloud(80, [0, 0, 0], 5), cloud(80, [0, 0, 0], 6));
    expect(Math.abs(near)).toBeLessThan(0.05);
    expect(kernelDistance(cloud(80, [0, 0, 0], 5), cloud(80, [2, 2, 2], 6))).toBeGreaterThan(10);
  });
});

describe('what the evaluation sees', () => {
  const binary = { domains: { kind: 'attributes', attributes: [{}, {}, {}] } } as unknown as BundleManifest;
  const named = { domains: { kind: 'named', names: [{}, {}, {}] } } as unknown as BundleManifest;

  it('reads verdicts attribute by attribute, or the likeliest domain', () => {
    expect(verdictOf(binary, [1, -1, 0.01])).toEqual([1, 0, 1]);
    expect(verdictOf(named, [-2, -1, -3])).toEqual([0, 1, 0]);
    expect(valuesOf(binary, 6)).toEqual([0, 1, 1]);
    expect(valuesOf(named, 2)).toEqual([0, 0, 1]);
  });

  it('rounds as 8 bits do', () => {
    expect([...rounded(Float32Array.of(-2, -1, 0, 1, 3))].map((value) => Math.round((value + 1) * 127.5))).toEqual([0, 0, 128, 255, 255]);
  });

  it('counts changes outside the oval only', () => {
    const before = noisePicture(100, 100, 1) as Parameters<typeof changeOutside>[0];
    const after = { ...before, data: before.data.slice() };
    after.data[(53 * 100 + 50) * 4] = before.data[(53 * 100 + 50) * 4]! ^ 255;
    expect(changeOutside(after, before)).toBe(0);
    after.data[0] = before.data[0]! ^ 255;
    expect(changeOutside(after, before)).toBeGreaterThan(0);
  });
});

describe('crops of a folder', () => {
  it('are what their bytes say, whatever they are called', async () => {
    await using folder = await temporaryFolder();
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="8" height="8" fill="red"/></svg>';
    await writeFile(join(folder.path, 'a.png'), await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).webp().toBuffer());
    await writeFile(join(folder.path, 'b.jpg'), svg);
    await writeFile(join(folder.path, 'notes.txt'), 'none');
    const crops = await listCrops(folder.path, { domains: { kind: 'attributes', attributes: [] } } as unknown as BundleManifest, 9);
    expect(crops).toHaveLength(2);
    await expect(crops[0]!.read()).resolves.toMatchObject({ name: 'a.png', picture: { widthPx: 8 } });
    await expect(crops[1]!.read()).rejects.toMatchObject({ code: 'crops-unreadable' });
  });
});

describe('the card', () => {
  const quality = {
    measuredBy: 'a test',
    rows: [
      { group: 'By the judge, in preserve', name: 'leak', value: 2.5, unit: '%' },
      { group: 'By the judge, in replace', name: 'leak', value: 3, unit: '%' },
      { group: 'Style codes', name: '|cosine|', value: 0.1, unit: '' },
    ],
  };

  it('gets its table at the end, and later in the same place', () => {
    const first = cardWithTable('# Card\n\nText.\n', quality);
    expect(first).toContain('| By the judge | preserve | replace |\n|---|---:|---:|\n| leak | 2.5 % | 3 % |');
    expect(first).toContain('| \\|cosine\\| | 0.1 |');
    const second = cardWithTable(`${first}\n## After\n`, { ...quality, measuredBy: 'another test' });
    expect(second.match(/By the judge/g)).toHaveLength(1);
    expect(second).toContain('Measured by another test.');
    expect(second.endsWith('## After\n')).toBe(true);
  });
});
