import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CropSquare, PointPx } from '../../../src/core/geometry.ts';
import { alignFace } from '../../../src/face/align.ts';
import { FIVE_POINT_NAMES, type FivePointName, type FivePoints } from '../../../src/face/face-finder.ts';
import { faceTemplate, type FaceTemplate } from '../../../src/face/templates.ts';
import { toPicture } from '../../../src/face/tiles.ts';

const templates = [faceTemplate('tight')!, faceTemplate('celeba-hq')!];

function pointsOf(place: (name: FivePointName) => PointPx): FivePoints {
  return Object.fromEntries(FIVE_POINT_NAMES.map((name) => [name, place(name)])) as Record<FivePointName, PointPx>;
}

/** Sum of squared distances in the crop between the points and the template. */
function misfit(points: FivePoints, template: FaceTemplate, { centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): number {
  const cos = Math.cos(rotationRad);
  const sin = Math.sin(rotationRad);
  return FIVE_POINT_NAMES.reduce((sum, name) => {
    const dx = (points[name].xPx - centreXPx) / sidePx;
    const dy = (points[name].yPx - centreYPx) / sidePx;
    return sum + (dx * cos + dy * sin + 0.5 - template[name][0]) ** 2 + (dy * cos - dx * sin + 0.5 - template[name][1]) ** 2;
  }, 0);
}

describe('alignFace', () => {
  it('gives back the square whose crop has the points on the template, at any place, size and turn', () => {
    fc.assert(fc.property(
      fc.constantFrom(...templates), fc.double({ min: -500, max: 5000, noNaN: true }), fc.double({ min: -500, max: 5000, noNaN: true }),
      fc.double({ min: 20, max: 4000, noNaN: true }), fc.double({ min: -3.1, max: 3.1, noNaN: true }),
      (template, centreXPx, centreYPx, sidePx, rotationRad) => {
        const square = { centreXPx, centreYPx, sidePx, rotationRad };
        const found = alignFace(pointsOf((name) => toPicture({ xPx: template[name][0], yPx: template[name][1] }, square, 1)), template);
        expect(found.centreXPx).toBeCloseTo(centreXPx, 5);
        expect(found.centreYPx).toBeCloseTo(centreYPx, 5);
        expect(found.sidePx).toBeCloseTo(sidePx, 5);
        expect(found.rotationRad).toBeCloseTo(rotationRad, 6);
      },
    ));
  });

  it('has the least squares: no nearby square fits disturbed points better', () => {
    const template = templates[0]!;
    const points = pointsOf((name) => ({ xPx: 300 + 200 * template[name][0] + 9 * Math.sin(name.length * 7), yPx: 80 + 200 * template[name][1] + 9 * Math.cos(name.length * 5) }));
    const best = alignFace(points, template);
    const least = misfit(points, template, best);
    for (const step of [-1, 1]) {
      for (const [key, size] of [['centreXPx', 0.5], ['centreYPx', 0.5], ['sidePx', 0.5], ['rotationRad', 0.003]] as const) {
        expect(misfit(points, template, { ...best, [key]: best[key] + step * size })).toBeGreaterThan(least);
      }
    }
  });

  it('never mirrors: mirrored points give a proper square that fits them badly', () => {
    const template = templates[1]!;
    const mirrored = pointsOf((name) => ({ xPx: 200 * (1 - template[name][0]), yPx: 200 * template[name][1] }));
    const square = alignFace(mirrored, template);
    expect(square.sidePx).toBeGreaterThan(0);
    expect(misfit(mirrored, template, square)).toBeGreaterThan(0.01);
  });
});

describe('faceTemplate', () => {
  it('has eyes above nose above mouth inside the crop, and none for crops that are taken whole', () => {
    for (const { leftEye, rightEye, noseTip, mouthLeft, mouthRight } of templates) {
      expect(leftEye[0]).toBeLessThan(rightEye[0]);
      expect(leftEye[1]).toBeLessThan(noseTip[1]);
      expect(noseTip[1]).toBeLessThan(mouthLeft[1]);
      expect(mouthLeft[0]).toBeLessThan(mouthRight[0]);
    }
    expect(faceTemplate('none')).toBeUndefined();
  });
});
