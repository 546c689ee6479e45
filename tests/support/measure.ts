import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { loadPipeline } from '../../src/cli/open-bundle.ts';
import type { CropSquare } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';

/** The samples of an encoded picture. */
export async function decode(encoded: Buffer): Promise<RgbaImage<Uint8ClampedArray<ArrayBuffer>>> {
  const { data, info } = await sharp(encoded).toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: new Uint8ClampedArray(data) };
}

function isInSquare(x: number, y: number, { centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): boolean {
  const [dx, dy] = [x - centreXPx, y - centreYPx];
  const [cos, sin] = [Math.cos(rotationRad), Math.sin(rotationRad)];
  return Math.max(Math.abs(dx * cos + dy * sin), Math.abs(dy * cos - dx * sin)) <= sidePx / 2;
}

/** The pictures of a folder by name, upright, as PNG. */
export async function* encodedPictures(folder: string): AsyncGenerator<{ readonly name: string; readonly encoded: Buffer }> {
  for (const name of (await readdir(folder)).filter((file) => /\.(jpe?g|png|webp)$/i.test(file)).sort()) {
    yield { name, encoded: await sharp(join(folder, name)).rotate().png().toBuffer() };
  }
}

/** Largest absolute difference of samples, inside and outside the union of squares, and how many samples inside differ. */
export function compare(a: RgbaImage, b: RgbaImage, squares: readonly CropSquare[]): { inside: number; outside: number; changedInside: number } {
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) throw new Error(`sizes differ: ${a.widthPx} x ${a.heightPx}, ${b.widthPx} x ${b.heightPx}`);
  const result = { inside: 0, outside: 0, changedInside: 0 };
  for (let p = 0; p < a.widthPx * a.heightPx; p++) {
    const x = (p % a.widthPx) + 0.5;
    const y = Math.floor(p / a.widthPx) + 0.5;
    const isInside = squares.some((square) => isInSquare(x, y, square));
    for (let c = 0; c < 4; c++) {
      const difference = Math.abs(a.data[p * 4 + c]! - b.data[p * 4 + c]!);
      if (isInside) {
        result.inside = Math.max(result.inside, difference);
        if (difference > 0) result.changedInside++;
      } else result.outside = Math.max(result.outside, difference);
    }
  }
  return result;
}

/** Mean absolute difference of two encoded pictures of one size, in 8-bit steps. */
export async function meanDifference(a: Buffer, b: Buffer): Promise<number> {
  const [first, second] = [await decode(a), await decode(b)];
  if (first.data.length !== second.data.length) throw new Error('sizes differ');
  return first.data.reduce((sum, value, i) => sum + Math.abs(value - second.data[i]!), 0) / first.data.length;
}

/** The bundle's own classifier on native onnxruntime. */
export async function classifier(folder: string): Promise<(picture: RgbaImage, square: CropSquare) => Promise<readonly number[]>> {
  const pipeline = await loadPipeline(folder, 2);
  let count = 0;
  return async (picture, square) => [...(await pipeline.analyse(String(count++), picture, square))];
}

/** An average face on a patterned ground, larger than the face: a picture with an outside. */
export async function faceOnGround(sample: string, widthPx = 800, heightPx = 700, sidePx = 560): Promise<Buffer> {
  const face = await sharp(`public/samples/${sample}.webp`).resize(sidePx, sidePx).toBuffer();
  const ground = Buffer.alloc(widthPx * heightPx * 3);
  for (let i = 0; i < ground.length; i++) ground[i] = ((i * 7) % 61) + 90;
  return sharp(ground, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .composite([{ input: face, left: (widthPx - sidePx) / 2, top: (heightPx - sidePx) / 2 }]).png().toBuffer();
}
