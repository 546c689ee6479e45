/**
 * Measures the alignment templates of src/face/templates.ts over pictures of a tar archive, evenly spaced:
 *
 *     npx tsx tests/support/measure-templates.ts ../shared/data/faces200.tar 500
 *
 * `tight` is the mean of the five points the finder sees, in sides of the picture, in a frame a tenth wider (see templates.ts).
 * `celeba-hq` is the mean of the same points in the square that the published rule cuts around each face (see `celebaHqSquare`).
 */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import type { CropSquare, PointPx } from '../../src/core/geometry.ts';
import { FIVE_POINT_NAMES, type FivePointName, type FivePoints } from '../../src/face/face-finder.ts';

interface Place {
  readonly u: number;
  readonly v: number;
}

/** How much wider than the training crops `tight` frames a face. */
const TIGHT_FRAME = 1.1;

const [archive = '', count = '500'] = process.argv.slice(2);
const files = tarFiles(await readFile(archive));
const wanted = Array.from({ length: Number(count) }, (_, i) => files[Math.floor((i * files.length) / Number(count))]!);
const finder = createNodeFaceFinder();
const tight: Record<FivePointName, Place>[] = [];
const celebaHq: Record<FivePointName, Place>[] = [];
for (const file of wanted) {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const [face] = await finder.find({ widthPx: info.width, heightPx: info.height, data: new Uint8ClampedArray(data) });
  if (!face) continue;
  tight.push(placesIn({ centreXPx: info.width / 2, centreYPx: info.height / 2, sidePx: info.width * TIGHT_FRAME, rotationRad: 0 }, face.points));
  celebaHq.push(placesIn(celebaHqSquare(face.points), face.points));
}
console.log(`${tight.length} of ${wanted.length} pictures with a face`);
report('tight', tight);
report('celeba-hq', celebaHq);

/**
 * The square of CelebA-HQ and FFHQ (Karras et al. 2018, "Progressive Growing of GANs", appendix C): with x' from eye to
 * eye and y' from mouth to eyes, its centre is eyes - 0.1 y', its side max(4 |x'|, 3.6 |y'|), its u axis x' - rot90(y').
 */
function celebaHqSquare({ leftEye, rightEye, mouthLeft, mouthRight }: FivePoints): CropSquare {
  const eyes = { x: (leftEye.xPx + rightEye.xPx) / 2, y: (leftEye.yPx + rightEye.yPx) / 2 };
  const across = { x: rightEye.xPx - leftEye.xPx, y: rightEye.yPx - leftEye.yPx };
  const up = { x: eyes.x - (mouthLeft.xPx + mouthRight.xPx) / 2, y: eyes.y - (mouthLeft.yPx + mouthRight.yPx) / 2 };
  return {
    centreXPx: eyes.x - 0.1 * up.x, centreYPx: eyes.y - 0.1 * up.y,
    sidePx: Math.max(4 * Math.hypot(across.x, across.y), 3.6 * Math.hypot(up.x, up.y)),
    rotationRad: Math.atan2(across.y + up.x, across.x - up.y),
  };
}

function placesIn({ centreXPx, centreYPx, sidePx, rotationRad }: CropSquare, points: FivePoints): Record<FivePointName, Place> {
  const cos = Math.cos(rotationRad);
  const sin = Math.sin(rotationRad);
  const place = ({ xPx, yPx }: PointPx): Place => {
    const dx = xPx - centreXPx;
    const dy = yPx - centreYPx;
    return { u: (dx * cos + dy * sin) / sidePx + 0.5, v: (dy * cos - dx * sin) / sidePx + 0.5 };
  };
  return {
    leftEye: place(points.leftEye), rightEye: place(points.rightEye), noseTip: place(points.noseTip),
    mouthLeft: place(points.mouthLeft), mouthRight: place(points.mouthRight),
  };
}

function report(name: string, places: readonly Record<FivePointName, Place>[]): void {
  console.log(`${name}: mean u, mean v, standard deviation u, v`);
  for (const point of FIVE_POINT_NAMES) {
    const [u, v] = (['u', 'v'] as const).map((axis) => meanAndSpread(places.map((place) => place[point][axis])));
    console.log(`  ${point}: [${u!.mean.toFixed(4)}, ${v!.mean.toFixed(4)}] +- [${u!.spread.toFixed(4)}, ${v!.spread.toFixed(4)}]`);
  }
}

function meanAndSpread(values: readonly number[]): { readonly mean: number; readonly spread: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, spread: Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length) };
}

/** Contents of a tar archive's plain files, in order. */
function tarFiles(tar: Buffer): readonly Buffer[] {
  const files: Buffer[] = [];
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const bytes = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    const type = tar.toString('latin1', at + 156, at + 157);
    if (type === '0' || type === '\0') files.push(tar.subarray(at + 512, at + 512 + bytes));
    at += 512 + Math.ceil(bytes / 512) * 512;
  }
  return files;
}
