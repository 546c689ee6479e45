import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../../src/core/image.ts';
import { decodePng } from '../../../src/picture/decode-png.ts';
import { encodePng } from '../../../src/picture/encode-png.ts';
import { turnUpright } from '../../../src/picture/turn-upright.ts';
import { exifBlock } from '../../support/exif-builder.ts';
import { deepNoisePicture, noisePicture, seededRandom } from '../../support/pictures.ts';

const random = seededRandom(4);
/** Every alpha there is, and colours under the clear ones. */
const clear = <T extends RgbaImage>(image: T, full: number): T => ({ ...image, data: image.data.map((v, i) => (i % 4 === 3 ? Math.floor(random() * (full + 1)) : v)) });
const smooth: RgbaImage = { widthPx: 50, heightPx: 40, data: Uint8ClampedArray.from({ length: 8000 }, (_, i) => (i % 4 === 3 ? 255 : (i >> 2) % 50 + Math.floor(i / 200) * 2)) };

async function write(image: RgbaImage): Promise<Buffer> {
  return Buffer.from(await (await encodePng(image, {})).arrayBuffer());
}

describe('encodePng', () => {
  it.each([
    ['8 bits', noisePicture(37, 29, 1), 3], ['8 bits with alpha', clear(noisePicture(37, 29, 1), 255), 4],
    ['16 bits', deepNoisePicture(37, 29, 1), 3], ['16 bits with alpha', clear(deepNoisePicture(37, 29, 1), 65_535), 4],
    ['one pixel', noisePicture(1, 1, 1), 3], ['a column', noisePicture(1, 300, 1), 3], ['smooth', smooth, 3],
  ] as const)('%s: libpng reads every sample as it was', async (_name, image, channels) => {
    const png = await write(image);
    const isDeep = image.data instanceof Uint16Array;
    expect(await sharp(png).metadata()).toMatchObject({ width: image.widthPx, height: image.heightPx, channels, depth: isDeep ? 'ushort' : 'uchar' });
    const read = await sharp(png).toColourspace(isDeep ? 'rgb16' : 'srgb').ensureAlpha().raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer();
    const samples = isDeep ? new Uint16Array(read.buffer, read.byteOffset, read.length / 2) : read;
    expect([...samples]).toEqual([...image.data]);
  });

  it('filters: a smooth picture is much smaller than its samples', async () => {
    expect((await write(smooth)).length).toBeLessThan(smooth.data.length / 10);
  });

  it('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const encoding = encodePng(noisePicture(1500, 1500, 1), {}, controller.signal);
    controller.abort();
    await expect(encoding).rejects.toHaveProperty('name', 'AbortError');
  });
});

describe('decodePng', () => {
  it.each([
    ['8 bits with alpha', clear(noisePicture(21, 13, 6), 255)], ['16 bits with alpha', clear(deepNoisePicture(21, 13, 6), 65_535)], ['16 bits', deepNoisePicture(21, 13, 6)],
  ] as const)('%s: what was written comes back', async (_name, image) => {
    expect(decodePng(await write(image))).toEqual(image);
  });

  it.each([1, 2, 4, 8] as const)('grey of %i bits', async (bitdepth) => {
    const levels = 2 ** bitdepth - 1;
    const grey = Buffer.from(Array.from({ length: 21 * 13 }, (_, i) => Math.round(((i * 5) % (levels + 1)) * (255 / levels))));
    const png = await sharp(grey, { raw: { width: 21, height: 13, channels: 1 } }).toColourspace('b-w').png(bitdepth === 8 ? {} : { palette: true, colours: levels + 1, dither: 0, bitdepth } as object).toBuffer();
    const expected = await sharp(png).toColourspace('srgb').ensureAlpha().raw().toBuffer();
    expect([...decodePng(png).data]).toEqual([...expected]);
  });
});

describe('turnUpright', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('turns by orientation %i as libvips does', async (orientation) => {
    const { widthPx: width, heightPx: height, data } = noisePicture(7, 4, orientation);
    const tagged = await sharp(data, { raw: { width, height, channels: 4 } }).withMetadata({ orientation }).png().toBuffer();
    const expected = await sharp(tagged).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const turned = turnUpright({ widthPx: width, heightPx: height, data }, exifBlock({ isLittle: false, orientation, widthPx: width, heightPx: height }));
    expect(turned).toMatchObject({ widthPx: expected.info.width, heightPx: expected.info.height });
    expect([...turned.data]).toEqual([...expected.data]);
  });

  it('does nothing to a picture that says nothing', () => {
    expect(turnUpright(smooth, undefined)).toBe(smooth);
  });
});
