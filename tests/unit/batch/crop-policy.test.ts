import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { cropSample, decideCrop } from '../../../src/batch/crop-policy.ts';
import { foundTargets, wholeTarget } from '../../../src/batch/face-targets.ts';
import type { FoundFace } from '../../../src/face/face-finder.ts';
import { parseManifest } from '../../../src/l2m/manifest.ts';

const manifest = parseManifest(JSON.parse(await readFile(new URL('../../../models/faces/manifest.json', import.meta.url), 'utf8')));
const size = (widthPx: number, heightPx = widthPx) => ({ widthPx, heightPx });
const many = (count: number, one: ReturnType<typeof size>) => Array.from({ length: count }, () => one);

describe('crop policy', () => {
  test('a folder of small, squarish pictures is taken whole', () => {
    expect(decideCrop('auto', manifest, many(40, size(96)))).toEqual({
      policy: 'whole', reason: 'Every picture is taken whole: 40 of 40 pictures looked at are squarish and at most 160 px, so they look like crops.',
    });
  });

  test.each([
    ['photos', many(10, size(4000, 3000))],
    ['larger squares', many(10, size(512))],
    ['small strips', many(10, size(150, 60))],
    ['a mixture', [...many(8, size(96)), ...many(2, size(640, 480))]],
    ['nothing that can be read', []],
  ])('faces are looked for in %s', (_, sizes) => { expect(decideCrop('auto', manifest, sizes).policy).toBe('detect'); });

  test('a model that takes larger crops has larger pictures for crops', () => {
    expect(decideCrop('auto', { ...manifest, imageSizePx: 256 }, many(10, size(256))).policy).toBe('whole');
  });

  test('a model of crops that were never aligned takes everything whole', () => {
    expect(decideCrop('auto', { ...manifest, alignment: 'none' }, many(10, size(4000, 3000))).policy).toBe('whole');
  });

  test('what was asked for is not decided otherwise', () => { expect(decideCrop('detect', manifest, many(10, size(96))).policy).toBe('detect'); });

  test('at most 64 files are looked at, from all over the folder', () => {
    const sample = cropSample(Array.from({ length: 6400 }, (_, i) => i));
    expect(sample).toHaveLength(64);
    expect(sample.slice(0, 3)).toEqual([0, 100, 200]);
  });
});

describe('targets', () => {
  const points = { leftEye: { xPx: 40, yPx: 50 }, rightEye: { xPx: 60, yPx: 50 }, noseTip: { xPx: 50, yPx: 60 }, mouthLeft: { xPx: 42, yPx: 70 }, mouthRight: { xPx: 58, yPx: 70 } };
  const face: FoundFace = { points, oval: [{ xPx: 1, yPx: 2 }], confidence: 1, hints: {} };

  test('the whole of a picture is its middle', () => {
    expect(wholeTarget(size(100, 80))).toEqual({ square: { centreXPx: 50, centreYPx: 40, sidePx: 80, rotationRad: 0 } });
  });

  test('all faces, or the first, which is the largest', () => {
    expect(foundTargets([face, face], manifest, 'all')).toHaveLength(2);
    expect(foundTargets([face, face], manifest, 'largest')).toHaveLength(1);
    expect(foundTargets([face], manifest, 'all')[0]!.oval).toBe(face.oval);
  });

  test('no face is a reason', () => { expect(() => foundTargets([], manifest, 'all')).toThrow(expect.objectContaining({ code: 'no-face' })); });
});
