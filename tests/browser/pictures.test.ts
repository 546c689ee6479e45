import exifr from 'exifr';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngineClient } from '../../src/bridge/create-engine-client.ts';
import type { EngineClient } from '../../src/bridge/engine-client.ts';
import type { OpenedPicture, SaveRequest } from '../../src/engine/engine-protocol.ts';
import type { PictureCase } from '../support/picture-files.ts';

const KEEP = { keepsMetadata: true, keepsLocation: true, saysAi: true };
const square = { centreXPx: 50, centreYPx: 30, sidePx: 40, rotationRad: 0 };
const folder = '/test-results/pictures';
const cases = (await (await fetch(`${folder}/cases.json`)).json()) as readonly PictureCase[];
const table: string[] = [];
let engine: EngineClient;

async function load(file: string): Promise<File> {
  const response = await fetch(`${folder}/${file}`);
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  return new File([await response.blob()], file);
}

function smile(level: number): SaveRequest['faces'] {
  return [{ square, edit: { kind: 'attributes', sourceValues: [0, 0, 0], levels: [level, 0, 0] } }];
}

function save(pictureId: string, level: number, more: Partial<SaveRequest> = {}): Promise<Blob> {
  return engine.save({ pictureId, faces: smile(level), detail: 0, format: 'png', quality: 0.9, metadata: KEEP, ...more });
}

interface Samples { readonly width: number; readonly height: number; readonly depth: number; readonly data: ArrayLike<number>; readonly icc: Uint8Array | undefined }

/** RGBA of a PNG as another program's decoder sees it. */
async function samplesOf(png: Blob): Promise<Samples> {
  const { width, height, depth, channels, data, iccEmbeddedProfile } = decode(await png.arrayBuffer(), { checkCrc: true });
  const full = depth === 16 ? 65_535 : 255;
  const rgba = Array.from({ length: width * height * 4 }, (_, i) => (i % 4 < channels ? data[Math.floor(i / 4) * channels + (i % 4)]! : full));
  return { width, height, depth, data: rgba, icc: iccEmbeddedProfile?.profile };
}

async function expectedOf({ expected, depth }: PictureCase): Promise<ArrayLike<number>> {
  const bytes = await (await fetch(`${folder}/${expected}`)).arrayBuffer();
  return depth === 16 ? new Uint16Array(bytes) : new Uint8Array(bytes);
}

beforeAll(async () => {
  engine = createEngineClient();
  await engine.loadBundle({ source: { baseUrl: new URL('/models/faces/', location.href).href }, backend: 'wasm' });
});

afterAll(() => {
  engine.dispose();
  console.log(`\ncase | saved as PNG, no level changed | edited, outside the square\n${table.join('\n')}`);
});

/** Largest and mean difference, in 8-bit steps, over the pixels that `counts` names. */
function differ(a: ArrayLike<number>, b: ArrayLike<number>, depth: number, counts: (p: number) => boolean = () => true): { most: number; mean: number } {
  let most = 0;
  let sum = 0;
  let count = 0;
  for (let i = 0; i < a.length; i++) {
    if (!counts(i >> 2)) continue;
    const steps = Math.abs(a[i]! - b[i]!) / (depth === 16 ? 257 : 1);
    most = Math.max(most, steps);
    sum += steps;
    count++;
  }
  return { most, mean: sum / count };
}

const isOutside = (widthPx: number) => (p: number): boolean =>
  Math.abs((p % widthPx) + 0.5 - square.centreXPx) > square.sidePx / 2 || Math.abs(Math.floor(p / widthPx) + 0.5 - square.centreYPx) > square.sidePx / 2;

describe('opened, saved and edited', () => {
  it.each(cases)('$name', async (made) => {
    const opened = await engine.openPicture(await load(made.file));
    const { pictureId, widthPx, heightPx, notes, preview } = opened;
    expect({ widthPx, heightPx }).toEqual({ widthPx: made.widthPx, heightPx: made.heightPx });
    if (made.note === undefined) expect(notes).toEqual([]);
    else expect(notes.join(' ')).toContain(made.note);
    const expected = await expectedOf(made);
    const plain = await samplesOf(await save(pictureId, 0));
    const { most, mean } = differ(plain.data, expected, made.depth);
    const edited = await samplesOf(await save(pictureId, 1));
    const outside = differ(edited.data, plain.data, made.depth, isOutside(widthPx));
    const inside = differ(edited.data, plain.data, made.depth, (p) => !isOutside(widthPx)(p));
    table.push(`${made.name} | ${plain.depth} bit, ${plain.icc ? 'profile kept' : 'sRGB'}, ${most === 0 ? 'identical' : `mean ${mean.toFixed(2)}, largest ${most.toFixed(0)} steps`} | ${outside.most === 0 ? 'identical' : `differs by ${outside.most}`}${notes.length > 0 ? ` | said: ${notes.join(' ')}` : ''}`);
    expect(plain).toMatchObject({ width: widthPx, height: heightPx, depth: made.depth });
    if (made.meanSteps === 0) expect(most).toBe(0);
    else expect(mean).toBeLessThan(made.meanSteps);
    expect(plain.icc !== undefined).toBe(made.hasProfile === true);
    expect(outside.most).toBe(0);
    expect(inside.most).toBeGreaterThan(2);
    preview.close();
    await engine.closePicture(pictureId);
  });
});

describe('colours', () => {
  it('of a wide gamut look the same in the preview, in the patch and in the saved file', async () => {
    for (const file of ['jpeg-display-p3.jpg', 'jpeg-adobe-rgb.jpg', 'png-display-p3.png', 'heic-display-p3.heic']) {
      const blob = await load(file);
      const opened = await engine.openPicture(blob);
      const shown = await srgbOf(opened.preview);
      if (!file.endsWith('heic')) expect(differ(shown, await srgbOf(blob), 8).mean, `${file}: preview`).toBeLessThan(1);
      const patches = await engine.render({ pictureId: opened.pictureId, faces: smile(1), wanted: [{ face: 0, maxSidePx: 4096 }], detail: 0 });
      const saved = await srgbOf(await save(opened.pictureId, 1));
      const { rect, bitmap } = patches![0]!;
      const drawn = await srgbOf(bitmap!);
      const inSaved = Uint8ClampedArray.from({ length: drawn.length }, (_, i) => {
        const p = i >> 2;
        return saved[((rect.yPx + Math.floor(p / rect.widthPx)) * opened.widthPx + rect.xPx + (p % rect.widthPx)) * 4 + (i & 3)]!;
      });
      expect(differ(drawn, inSaved, 8).mean, `${file}: patch`).toBeLessThan(1);
      const stripped = await save(opened.pictureId, 1, { metadata: { ...KEEP, keepsMetadata: false } });
      expect((await samplesOf(stripped)).icc, `${file}: stripped`).toBeUndefined();
      expect(differ(await srgbOf(stripped), saved, 8).mean, `${file}: stripped`).toBeLessThan(1);
    }
  });
});

async function srgbOf(source: Blob | ImageBitmap): Promise<Uint8ClampedArray> {
  const bitmap = source instanceof Blob ? await createImageBitmap(source) : source;
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

describe('metadata, read back by exifr', () => {
  let opened: OpenedPicture;
  const read = async (blob: Blob): Promise<Record<string, unknown>> => (await exifr.parse(await blob.arrayBuffer(), {
    tiff: true, exif: true, gps: true, xmp: true, icc: true, ifd1: true, translateValues: false,
  }) as Record<string, unknown> | undefined) ?? {};

  beforeAll(async () => { opened = await engine.openPicture(await load('described.jpg')); });

  it('is of a file that was turned, placed and described', () => {
    expect(opened).toMatchObject({ widthPx: 96, heightPx: 64, hasLocation: true });
  });

  it.each(['png', 'jpeg'] as const)('is kept in %s: upright, without the thumbnail, with the mark', async (format) => {
    const found = await read(await save(opened.pictureId, 1, { format }));
    expect(found).toMatchObject({ Make: 'Mien Works', Orientation: 1, ExifImageWidth: 96, ExifImageHeight: 64, creator: 'Ada' });
    expect(found['latitude']).toBeCloseTo(48.133, 2);
    // exifr inflates a PNG's profile in Node only.
    if (format === 'jpeg') expect(String(found['ProfileDescription'])).toMatch(/P3/);
    else expect((await samplesOf(await save(opened.pictureId, 1))).icc?.length).toBeGreaterThan(300);
    expect(found['ThumbnailLength']).toBeUndefined();
    expect(String(found['DigitalSourceType'])).toContain('compositeWithTrainedAlgorithmicMedia');
  });

  it.each(['png', 'jpeg'] as const)('loses the place alone in %s when that is asked', async (format) => {
    const blob = await save(opened.pictureId, 1, { format, metadata: { ...KEEP, keepsLocation: false } });
    const found = await read(blob);
    expect(found).toMatchObject({ Make: 'Mien Works', creator: 'Ada' });
    expect(found['latitude']).toBeUndefined();
    expect(await blob.text()).not.toContain('GPS');
  });

  it.each(['png', 'jpeg'] as const)('is gone from %s when that is asked, and the mark with it', async (format) => {
    const found = await read(await save(opened.pictureId, 1, { format, metadata: { keepsMetadata: false, keepsLocation: true, saysAi: false } }));
    for (const key of ['Make', 'latitude', 'creator', 'DigitalSourceType']) expect(found[key]).toBeUndefined();
    const marked = await read(await save(opened.pictureId, 1, { format, metadata: { keepsMetadata: false, keepsLocation: true, saysAi: true } }));
    expect(String(marked['DigitalSourceType'])).toContain('compositeWithTrainedAlgorithmicMedia');
    expect(marked['Make']).toBeUndefined();
  });

  it('does not call a picture edited that is not', async () => {
    expect((await read(await save(opened.pictureId, 0)))['DigitalSourceType']).toBeUndefined();
  });

  it.each(['jpeg', 'webp'] as const)('stands in a %s that the browser shows as before', async (format) => {
    const blob = await save(opened.pictureId, 1, { format, quality: 1 });
    expect(blob.type).toBe(`image/${format}`);
    expect(differ(await srgbOf(blob), await srgbOf(await save(opened.pictureId, 1)), 8).mean).toBeLessThan(2.5);
  });
});

describe('damaged files', () => {
  const good = 'png-8-bits.png';
  const kinds = ['jpeg-exif-orientation-1.jpg', 'png-8-bits.png', 'png-16-bits.png', 'webp-lossless.webp', 'avif.avif', 'heic.heic', 'gif.gif', 'bmp.bmp'];

  it.each(kinds)('%s: a coded error, then a good file works and the open edit is what it was', async (file) => {
    const open = await engine.openPicture(await load('png-8-bits-every-alpha.png'));
    const before = await samplesOf(await save(open.pictureId, 1));
    const whole = new Uint8Array(await (await load(file)).arrayBuffer());
    const scrambled = whole.slice();
    for (let i = 16; i < scrambled.length; i++) scrambled[i] = (scrambled[i]! * 31 + i * 17) & 0xff;
    const said: string[] = [];
    for (const bytes of [whole.slice(0, Math.floor(whole.length / 2)), whole.slice(0, 20), scrambled]) {
      const outcome = await engine.openPicture(new File([bytes], file)).then(
        () => 'opened',
        (thrown: unknown) => (thrown as { code?: string }).code ?? String(thrown),
      );
      said.push(outcome);
      await expect(engine.openPicture(await load(good))).resolves.toMatchObject({ widthPx: 96 });
    }
    console.log(`${file}: half, head alone, scrambled: ${said.join(', ')}`);
    for (const outcome of said) expect(outcome).toMatch(/^picture-(unreadable|too-large)$/);
    expect((await samplesOf(await save(open.pictureId, 1))).data).toEqual(before.data);
  });
});

describe('cancelling', () => {
  it('a decoder of our own ends at once', async () => {
    const controller = new AbortController();
    const opening = engine.openPicture(await load('png-16-bits.png'), { signal: controller.signal });
    controller.abort();
    await expect(opening).rejects.toHaveProperty('name', 'AbortError');
    await expect(engine.openPicture(await load('png-16-bits.png'))).resolves.toMatchObject({ widthPx: 96 });
  });
});
