import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { decodePictureFile } from '../../src/cli/picture-file.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { FIVE_POINT_NAMES, type FivePoints, type FoundFace } from '../../src/face/face-finder.ts';
import { temporaryFolder } from '../support/mien.ts';
import { carryToGroup, composeGroup, placePortraits } from '../support/group-picture.ts';
import { noisePicture } from '../support/pictures.ts';

const finder = createNodeFaceFinder();
const samples = fileURLToPath(new URL('../../../shared/samples/', import.meta.url));
const isMissing = !existsSync(samples);
if (isMissing) console.warn('SKIPPED: ../shared/samples is not here, so neither the 24 photographs nor the group pictures made of them are looked at.');

async function readPicture(path: string): Promise<RgbaImage> {
  const { data, info } = await sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: new Uint8ClampedArray(data) };
}

async function readFolder(name: string): Promise<readonly RgbaImage[]> {
  const files = (await readdir(`${samples}${name}`)).filter((file) => file.endsWith('.jpg')).toSorted();
  return Promise.all(files.map((file) => readPicture(`${samples}${name}/${file}`)));
}

async function timed<T>(work: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now();
  return [await work(), performance.now() - start];
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function eyeDistance({ leftEye, rightEye }: FivePoints): number {
  return Math.hypot(rightEye.xPx - leftEye.xPx, rightEye.yPx - leftEye.yPx);
}

describe('the finder in Node', () => {
  it('finds nothing in noise and in a flat picture', async () => {
    expect(await finder.find(noisePicture(640, 480, 3))).toEqual([]);
    expect(await finder.find({ widthPx: 300, heightPx: 200, data: new Uint8ClampedArray(300 * 200 * 4).fill(128) })).toEqual([]);
  });

  it('finds the one face of each sample of ours, eyes left and right, nose and mouth below', async () => {
    for (const name of ['average-man', 'average-woman']) {
      const faces = await finder.find(await readPicture(fileURLToPath(new URL(`../../public/samples/${name}.webp`, import.meta.url))), { withHints: true });
      expect(faces).toHaveLength(1);
      const { points: { leftEye, rightEye, noseTip, mouthLeft, mouthRight }, oval, confidence, hints } = faces[0]!;
      expect(confidence).toBeGreaterThan(0.9);
      expect(leftEye.xPx).toBeLessThan(rightEye.xPx);
      expect(mouthLeft.xPx).toBeLessThan(mouthRight.xPx);
      expect(noseTip.yPx).toBeGreaterThan(leftEye.yPx);
      expect(mouthLeft.yPx).toBeGreaterThan(noseTip.yPx);
      expect(oval.length).toBeGreaterThan(20);
      expect(hints.femaleProbability! > 0.5).toBe(name === 'average-woman');
    }
  });

  it('finds the same face in files of 8, 10, 12 and 16 bits a sample, as the command line reads them', async () => {
    await using folder = await temporaryFolder();
    const sample = sharp(fileURLToPath(new URL('../../public/samples/average-woman.webp', import.meta.url)));
    const avif = (bitdepth: 8 | 10 | 12): Promise<Buffer> => sample.clone().avif({ quality: 90, chromaSubsampling: '4:4:4', bitdepth }).toBuffer();
    const deep = sample.clone().toColourspace('rgb16');
    const files = [await sample.clone().png().toBuffer(), await avif(8), await avif(10), await avif(12), await deep.clone().png().toBuffer(), await deep.tiff({ compression: 'lzw' }).toBuffer()];
    const found: FivePoints[] = [];
    const depths: number[] = [];
    for (const bytes of files) {
      await writeFile(join(folder.path, 'picture'), bytes);
      const { image } = await decodePictureFile(join(folder.path, 'picture'), 1e8);
      depths.push(8 * image.data.BYTES_PER_ELEMENT);
      const faces = await finder.find(image);
      expect(faces).toHaveLength(1);
      found.push(faces[0]!.points);
    }
    expect(depths).toEqual([8, 8, 16, 16, 16, 16]);
    for (const points of found) for (const name of FIVE_POINT_NAMES) expect(Math.hypot(points[name].xPx - found[0]![name].xPx, points[name].yPx - found[0]![name].yPx)).toBeLessThan(0.05 * eyeDistance(found[0]!));
  });

  it.skipIf(isMissing)('finds every photograph\'s face and, composed into groups, every face again where it was put', async () => {
    const portraits = await readFolder('faces');
    const alone: FoundFace[] = [];
    const times: number[] = [];
    for (const portrait of portraits) {
      const [faces, ms] = await timed(() => finder.find(portrait));
      expect(faces).toHaveLength(1);
      alone.push(faces[0]!);
      times.push(ms);
    }
    console.log(`${portraits.length} photographs: ${alone.length} faces found, median ${median(times).toFixed(0)} ms a picture`);

    console.log('group | face px | turn deg | found | error % of eye distance | worst point % | error px');
    for (let g = 0; g < 3; g++) {
      const members = portraits.slice(g * 8, g * 8 + 8);
      const known = alone.slice(g * 8, g * 8 + 8);
      const facesPx = [400, 330, 270, 210, 160, 120, 90, 60];
      // A portrait's frame is larger than its face, whose height is the oval's.
      const sidesPx = facesPx.map((facePx, i) => (facePx * members[i]!.heightPx) / ovalHeight(known[i]!));
      const plan = { widthPx: 2400, heightPx: 1600, sidesPx, maxTurnRad: Math.PI / 6, seed: g + 1 };
      const placed = placePortraits(plan);
      const group = composeGroup(members, placed, plan);
      const [found, ms] = await timed(() => finder.find(group));
      let hits = 0;
      const errors: number[] = [];
      for (const { index, square } of placed) {
        const errorsOf = ({ points }: FoundFace): readonly number[] => FIVE_POINT_NAMES.map((name) => {
          const wanted = carryToGroup(known[index]!.points[name], members[index]!.widthPx, square);
          return Math.hypot(points[name].xPx - wanted.xPx, points[name].yPx - wanted.yPx);
        });
        const eyesPx = (eyeDistance(known[index]!.points) / members[index]!.widthPx) * square.sidePx;
        const best = found.map(errorsOf).toSorted((a, b) => mean(a) - mean(b))[0];
        const isHit = best !== undefined && mean(best) < 0.25 * eyesPx;
        const turn = ((square.rotationRad * 180) / Math.PI).toFixed(0).padStart(8);
        console.log(`${g + 1}     | ${String(facesPx[index]).padStart(7)} | ${turn} | ${isHit ? 'yes' : 'NO '}   | ${isHit ? `${((100 * mean(best)) / eyesPx).toFixed(1)} | ${((100 * Math.max(...best)) / eyesPx).toFixed(1)} | ${mean(best).toFixed(2)}` : '-'}`);
        if (!isHit) continue;
        hits++;
        errors.push((100 * mean(best)) / eyesPx);
      }
      console.log(`group ${g + 1}: ${hits} of ${placed.length} found, ${found.length - hits} false, mean error ${mean(errors).toFixed(1)} % of the eye distance, ${ms.toFixed(0)} ms`);
      if (process.env['KEEP_GROUPS']) await sharp(group.data, { raw: { width: group.widthPx, height: group.heightPx, channels: 4 } }).png().toFile(`test-results/group-${g + 1}.png`);
      expect.soft(hits).toBe(placed.length);
      expect.soft(found.length).toBe(hits);
      expect.soft(mean(errors)).toBeLessThan(6);
    }
  }, 120_000);
});

function ovalHeight({ oval }: FoundFace): number {
  const ys = oval.map(({ yPx }) => yPx);
  return Math.max(...ys) - Math.min(...ys);
}
