import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const SAMPLES = ['average-man.webp', 'average-woman.webp'].map((name) => fileURLToPath(new URL(`../../public/samples/${name}`, import.meta.url)));

/** A bad file and the code that its row must give. */
export interface BadFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly code: string;
}

/** Faces of our own samples, each of another size, tint and file format. */
export async function writeGoodFiles(folder: string, count: number): Promise<void> {
  const formats = ['png', 'jpeg', 'webp'] as const;
  for (let i = 0; i < count; i++) {
    const format = formats[i % 3]!;
    const side = 96 + (i % 32);
    const bytes = await sharp(SAMPLES[i % 2]).resize(side, side, { fit: 'fill' }).modulate({ hue: i % 40, brightness: 0.9 + (i % 20) / 100 }).toFormat(format).toBuffer();
    await writeInto(folder, `${i % 5 === 0 ? 'sub/' : ''}face-${String(i).padStart(4, '0')}.${format === 'jpeg' ? 'jpg' : format}`, bytes);
  }
}

/** Three of each kind that no picture can be read from. */
export async function badFiles(): Promise<readonly BadFile[]> {
  const jpeg = await sharp(SAMPLES[1]).resize(128).jpeg().toBuffer();
  const png = await sharp(SAMPLES[0]).resize(128).png().toBuffer();
  const large = await sharp({ create: { width: 10_500, height: 10_000, channels: 3, background: '#888' } }).png({ compressionLevel: 9 }).toBuffer();
  const text = new TextEncoder().encode('a shopping list, whatever its name says');
  return [0, 1, 2].flatMap((i): readonly BadFile[] => [
    { path: `bad/zero-${i}.jpg`, bytes: new Uint8Array(0), code: 'picture-empty' },
    { path: `bad/text-${i}.jpg`, bytes: text, code: 'picture-unreadable' },
    // Half a file: some decoders would fill up the rest with grey.
    i === 2 ? { path: 'bad/half.jpg', bytes: jpeg.subarray(0, jpeg.length / 2), code: 'picture-cut-short' } : { path: `bad/half-${i}.png`, bytes: png.subarray(0, i === 0 ? 40 : png.length / 2), code: 'picture-cut-short' },
    { path: `bad/noise-${i}.webp`, bytes: png.map((byte) => byte ^ 0x5a), code: 'picture-unreadable' },
    ...(i === 0 ? [{ path: 'bad/large.png', bytes: large, code: 'picture-too-large' }] : [{ path: `bad/torn-${i}.gif`, bytes: new TextEncoder().encode('GIF89a'), code: 'picture-unreadable' }]),
  ]);
}

export async function writeInto(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), bytes);
}
