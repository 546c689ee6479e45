import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createNodeDrawnFaceFinder } from '../../src/cli/node-drawn-face-finder.ts';
import type { CropSquare } from '../../src/core/geometry.ts';
import { drawnGround, drawnScene, samplesOf } from '../support/drawn-scenes.ts';
import { noisePicture } from '../support/pictures.ts';
import { unionShare } from '../support/union-share.ts';

const find = createNodeDrawnFaceFinder(1);
const samples = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const shared = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));
const isMissing = !existsSync(shared);
if (isMissing) console.warn('SKIPPED: ../shared/samples is missing, so the detector is not tried on other people\'s drawings and photographs.');

/** Every true face is one found square's, and nothing else was found. */
function expectFaces(found: readonly CropSquare[], faces: readonly CropSquare[]): void {
  for (const face of faces) expect(Math.max(0, ...found.map((square) => unionShare(square, face))), `the face of ${face.sidePx} px`).toBeGreaterThan(0.5);
  expect(found).toHaveLength(faces.length);
}

describe('drawn faces', () => {
  it('are found from 24 to 400 px, wherever they are and turned by up to 20 degrees', async () => {
    const scenes = await Promise.all([
      drawnScene(900, 700, 1, [{ sidePx: 24, xPx: 700, yPx: 500, degrees: 0 }, { sidePx: 180, xPx: 220, yPx: 260, degrees: -12 }]),
      drawnScene(640, 960, 2, [{ sidePx: 40, xPx: 90, yPx: 820, degrees: 8 }, { sidePx: 64, xPx: 520, yPx: 120, degrees: 0, isMirrored: true }, { sidePx: 260, xPx: 320, yPx: 500, degrees: 20 }]),
      drawnScene(1000, 1000, 3, [{ sidePx: 400, xPx: 500, yPx: 460, degrees: 5 }]),
      drawnScene(2400, 1600, 4, [{ sidePx: 90, xPx: 1900, yPx: 300, degrees: -20 }, { sidePx: 330, xPx: 700, yPx: 900, degrees: 0 }]),
    ]);
    for (const { png, faces } of scenes) expectFaces(await find(await samplesOf(png)), faces);
  });

  it('are found in the sample itself, once', async () => {
    expectFaces(await find(await samplesOf(`${samples}drawn-girl.webp`)), [{ centreXPx: 256, centreYPx: 272, sidePx: 300, rotationRad: 0 }]);
  });

  it('are not seen in shapes, in noise, nor in photographed faces', async () => {
    for (let seed = 10; seed < 14; seed++) expect(await find(await samplesOf(Buffer.from(drawnGround(700, 500, seed))))).toEqual([]);
    expect(await find(noisePicture(640, 480, 3))).toEqual([]);
    for (const name of ['average-woman', 'average-man', 'old-woman', 'old-man']) expect(await find(await samplesOf(`${samples}${name}.webp`)), name).toEqual([]);
  });

  it.skipIf(isMissing)('of other people are found, and hardly any are seen in photographs', async () => {
    const look = async (folder: string): Promise<readonly (readonly CropSquare[])[]> => {
      const found = [];
      for (const name of readdirSync(shared + folder).filter((file) => file.endsWith('.jpg'))) found.push(await find(await samplesOf(`${shared}${folder}/${name}`)));
      return found;
    };
    const drawings = await look('anime');
    const photographs = await look('faces');
    console.log(`${drawings.filter(({ length }) => length === 1).length} of ${drawings.length} drawings with one face; ${photographs.filter(({ length }) => length > 0).length} of ${photographs.length} photographs with any`);
    expect(drawings.filter(({ length }) => length === 1).length).toBeGreaterThanOrEqual(0.9 * drawings.length);
    expect(photographs.filter(({ length }) => length > 0).length).toBeLessThanOrEqual(0.1 * photographs.length);
  });
});
