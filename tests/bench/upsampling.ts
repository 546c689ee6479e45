/**
 * `npm run bench:upsampling -- <folder of pictures> [out.png]`: which way of bringing a change of 64 px to a photo comes nearest
 * to the truth. The truth is made: the photo with its mouth drawn into a smile, and with its skin lit otherwise, at full
 * resolution; the change is what a perfect model of 64 px would say of it. The ways that lost live here alone.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { faceChange, faceGround } from '../../src/core/change.ts';
import { composite, patchBase } from '../../src/core/composite.ts';
import { cropToNchw } from '../../src/core/crop.ts';
import type { CropSquare } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { faceRegion } from '../../src/core/mask.ts';
import { patchFrame, patchRect, patchSamples, type PatchFrame } from '../../src/core/patch.ts';
import { warpToPatch } from '../../src/core/warp.ts';
import { CHROMIUM_ARGS, CHROMIUM_PATH } from '../support/chromium.ts';
import { framingOf } from '../support/framing.ts';
import { decode, encodedPictures } from '../support/measure.ts';
import { callWitness } from '../support/witness.ts';

const SIZE = 64;
const [folder = 'public/samples', outFile = 'test-results/upsampling.png'] = process.argv.slice(2);

/** A face as photo and crop, before and after a true change. */
interface Case {
  readonly picture: RgbaImage;
  readonly truth: RgbaImage;
  readonly square: CropSquare;
  readonly frame: PatchFrame;
  readonly crop: Float32Array;
  readonly target: Float32Array;
}

/** From an upsampled change to the edited patch, or all the way at once. */
type Way = (of: Case) => ArrayLike<number>;

const luma = (data: ArrayLike<number>, i: number): number => 0.299 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!;
const planeLuma = (crop: Float32Array, i: number): number => (0.299 * crop[i]! + 0.587 * crop[SIZE * SIZE + i]! + 0.114 * crop[2 * SIZE * SIZE + i]! + 1) * 127.5;

/** Channels of crop space, brought to the patch with the cubic: `[H,W,C]`. */
function upsample(channels: readonly Float32Array[], frame: PatchFrame): Float32Array {
  const field = new Float32Array(SIZE * SIZE * channels.length);
  channels.forEach((plane, c) => { plane.forEach((value, i) => { field[i * channels.length + c] = value; }); });
  const out = new Float32Array(frame.widthPx * frame.heightPx * channels.length);
  warpToPatch({ widthPx: SIZE, heightPx: SIZE, channels: channels.length, data: field }, frame, (y, row) => { out.set(row, y * row.length); });
  return out;
}

function changePlanes({ crop, target }: Case): Float32Array[] {
  return [0, 1, 2].map((c) => Float32Array.from({ length: SIZE * SIZE }, (_, i) => (target[c * SIZE * SIZE + i]! - crop[c * SIZE * SIZE + i]!) * 127.5));
}

function plus(of: Case, change: (p: number, c: number) => number): Float32Array {
  const samples = patchSamples(of.picture, of.frame);
  return Float32Array.from(samples, (value, i) => (i % 4 === 3 ? 255 : Math.min(255, Math.max(0, value + change(i >> 2, i % 4)))));
}

const bicubic: Way = (of) => {
  const up = upsample(changePlanes(of), of.frame);
  return plus(of, (p, c) => up[p * 3 + c]!);
};

/** Fast guided filter (He, Sun 2015): the change as a local linear function of the photo's light, fitted at 64 px. */
const guided: Way = (of) => {
  const guide = Float32Array.from({ length: SIZE * SIZE }, (_, i) => planeLuma(of.crop, i));
  const mean = (at: (i: number) => number): Float32Array => Float32Array.from({ length: SIZE * SIZE }, (_, i) => {
    let sum = 0;
    let count = 0;
    for (let dy = -2; dy <= 2; dy++) {
      for (let dx = -2; dx <= 2; dx++) {
        const [x, y] = [(i % SIZE) + dx, Math.floor(i / SIZE) + dy];
        if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) continue;
        sum += at(y * SIZE + x);
        count++;
      }
    }
    return sum / count;
  });
  const m = mean((i) => guide[i]!);
  const variance = mean((i) => guide[i]! ** 2).map((value, i) => value - m[i]! ** 2);
  const fields = changePlanes(of).flatMap((plane) => {
    const d = mean((i) => plane[i]!);
    const a = mean((i) => plane[i]! * guide[i]!).map((value, i) => (value - d[i]! * m[i]!) / (variance[i]! + 100));
    const b = d.map((value, i) => value - a[i]! * m[i]!);
    return [mean((i) => a[i]!), mean((i) => b[i]!)];
  });
  const up = upsample(fields, of.frame);
  const samples = patchSamples(of.picture, of.frame);
  return plus(of, (p, c) => up[p * 6 + c * 2]! * luma(samples, p * 4) + up[p * 6 + c * 2 + 1]!);
};

/** Joint bilateral upsampling (Kopf et al. 2007): 5 x 5 crop pixels, weighted by distance and by likeness of light. */
const jointBilateral: Way = (of) => {
  const planes = changePlanes(of);
  const samples = patchSamples(of.picture, of.frame);
  const { toCrop: { uX, u0, vY, v0 }, widthPx, heightPx } = of.frame;
  const up = new Float32Array(widthPx * heightPx * 3);
  for (let p = 0; p < widthPx * heightPx; p++) {
    const u = (uX * (p % widthPx) + u0) * SIZE - 0.5;
    const v = (vY * Math.floor(p / widthPx) + v0) * SIZE - 0.5;
    let total = 0;
    for (let y = Math.round(v) - 2; y <= Math.round(v) + 2; y++) {
      for (let x = Math.round(u) - 2; x <= Math.round(u) + 2; x++) {
        if (x < 0 || y < 0 || x >= SIZE || y >= SIZE) continue;
        const i = y * SIZE + x;
        const weight = Math.exp(-((x - u) ** 2 + (y - v) ** 2) / 1.6 - ((luma(samples, p * 4) - planeLuma(of.crop, i)) ** 2) / (2 * 18 ** 2)) + 1e-9;
        for (let c = 0; c < 3; c++) up[p * 3 + c] = up[p * 3 + c]! + weight * planes[c]![i]!;
        total += weight;
      }
    }
    for (let c = 0; c < 3; c++) up[p * 3 + c] = up[p * 3 + c]! / total;
  }
  return plus(of, (p, c) => up[p * 3 + c]!);
};

/** What ships: the cubic, and the photo's lines go where the change is large. */
const shipped: Way = ({ picture, square, frame, crop, target }) => {
  const region = faceRegion(square, picture, undefined, SIZE);
  const change = faceChange(target, faceGround(crop, crop, SIZE), region, square.sidePx, 0);
  return composite(patchBase(picture, frame, crop, SIZE), change, 0);
};

const WAYS: Readonly<Record<string, Way>> = { 'none': (of) => plus(of, () => 0), bicubic, guided, 'joint bilateral': jointBilateral, 'bicubic, lines go (shipped)': shipped };

/** The photo with a point (x, y) shown from elsewhere, bilinear. */
function redrawn({ widthPx, heightPx, data }: RgbaImage, from: (x: number, y: number) => readonly [number, number]): RgbaImage {
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const [u, v] = from(x, y);
      const [fx, fy] = [Math.min(widthPx - 1.001, Math.max(0, u)), Math.min(heightPx - 1.001, Math.max(0, v))];
      const i = (Math.floor(fy) * widthPx + Math.floor(fx)) * 4;
      for (let c = 0; c < 4; c++) {
        const above = data[i + c]! + (fx % 1) * (data[i + 4 + c]! - data[i + c]!);
        const below = data[i + widthPx * 4 + c]! + (fx % 1) * (data[i + widthPx * 4 + 4 + c]! - data[i + widthPx * 4 + c]!);
        out[(y * widthPx + x) * 4 + c] = above + (fy % 1) * (below - above);
      }
    }
  }
  return { widthPx, heightPx, data: out };
}

/** The mouth's corners drawn up and out. */
function smiling(picture: RgbaImage, { centreXPx, centreYPx, sidePx }: CropSquare): RgbaImage {
  const corners = [-1, 1].map((side) => ({ x: centreXPx + side * 0.19 * sidePx, y: centreYPx + 0.23 * sidePx, side }));
  return redrawn(picture, (x, y) => corners.reduce<readonly [number, number]>(([u, v], corner) => {
    const near = Math.exp(-((x - corner.x) ** 2 + (y - corner.y) ** 2) / (2 * (0.07 * sidePx) ** 2));
    return [u - near * corner.side * 0.045 * sidePx, v + near * 0.05 * sidePx];
  }, [x, y]));
}

/** Bright things (skin, lenses) a quarter brighter, dark ones (frames, brows) a fifth darker: what follows the photo's own edges. */
function contrasted(picture: RgbaImage): RgbaImage {
  const data = picture.data.slice();
  for (let i = 0; i < data.length; i += 4) {
    const gain = luma(picture.data, i) > 110 ? 1.2 : 0.8;
    for (let c = 0; c < 3; c++) data[i + c] = Math.min(255, picture.data[i + c]! * gain);
  }
  return { ...picture, data };
}

/** Error and alignment of gradients with the truth, in a part of the square given in shares of its side. */
function score(of: Case, out: ArrayLike<number>, [left, top, right, bottom]: readonly [number, number, number, number]): { readonly error: number; readonly alignment: number } {
  const truth = patchSamples(of.truth, of.frame);
  const { widthPx, heightPx, toCrop: { uX, u0, vY, v0 } } = of.frame;
  let [error, count, dot, ours, theirs] = [0, 0, 0, 0, 0];
  for (let y = 0; y < heightPx - 1; y++) {
    for (let x = 0; x < widthPx - 1; x++) {
      const [u, v] = [uX * x + u0, vY * y + v0];
      if (u < left || u > right || v < top || v > bottom) continue;
      const i = (y * widthPx + x) * 4;
      error += (luma(out, i) - luma(truth, i)) ** 2;
      count++;
      for (const next of [i + 4, i + widthPx * 4]) {
        const [a, b] = [luma(out, next) - luma(out, i), luma(truth, next) - luma(truth, i)];
        dot += a * b;
        ours += a * a;
        theirs += b * b;
      }
    }
  }
  return { error: Math.sqrt(error / count), alignment: dot / Math.sqrt(ours * theirs) };
}

const PARTS = { mouth: [0.2, 0.58, 0.8, 0.85], eyes: [0.12, 0.12, 0.88, 0.42] } as const;
const scores = new Map<string, { error: number; alignment: number }[]>();
const cells: (readonly Buffer[])[] = [];

async function cell(data: ArrayLike<number>, { widthPx, heightPx }: PatchFrame, part: keyof typeof PARTS): Promise<Buffer> {
  const [left, top, right, bottom] = PARTS[part].map((share, i) => Math.round(share * (i % 2 === 0 ? widthPx : heightPx)));
  return sharp(Uint8ClampedArray.from(data), { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .extract({ left: left!, top: top!, width: right! - left!, height: bottom! - top! }).resize(300, 150, { fit: 'fill' }).removeAlpha().png().toBuffer();
}

const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: [...CHROMIUM_ARGS] });
try {
  const witness = await callWitness(browser);
  for await (const { encoded } of encodedPictures(folder)) {
    const testimony = await witness.look(encoded);
    if (!testimony) continue;
    const picture = await decode(encoded);
    const square = { ...framingOf(testimony).square, rotationRad: 0 };
    const frame = patchFrame(patchRect(picture, square)!, square, Number.POSITIVE_INFINITY);
    const cases = { mouth: smiling(picture, square), eyes: contrasted(picture) };
    for (const part of ['mouth', 'eyes'] as const) {
      const truth = cases[part];
      const of = { picture, truth, square, frame, crop: cropToNchw(picture, square, SIZE), target: cropToNchw(truth, square, SIZE) };
      const row = [await cell(patchSamples(truth, frame), frame, part)];
      for (const [way, render] of Object.entries(WAYS)) {
        const out = render(of);
        scores.set(`${part}: ${way}`, [...(scores.get(`${part}: ${way}`) ?? []), score(of, out, PARTS[part])]);
        row.push(await cell(out, frame, part));
      }
      cells.push(row);
    }
  }
} finally {
  await browser.close();
}
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
for (const [key, values] of scores) {
  console.log(`${key}: error ${mean(values.map(({ error }) => error)).toFixed(2)} steps, gradients' cosine ${mean(values.map(({ alignment }) => alignment)).toFixed(3)} (${values.length} pictures)`);
}
await mkdir(dirname(outFile), { recursive: true });
await sharp({ create: { width: 300 * cells[0]!.length, height: 150 * cells.length, channels: 3, background: '#777' } })
  .composite(cells.flatMap((row, r) => row.map((input, c) => ({ input, left: c * 300, top: r * 150 })))).png().toFile(outFile);
console.log(`columns: truth, ${Object.keys(WAYS).join(', ')}: ${outFile}`);
