import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodePictureFile, type DecodedFile } from '../../../src/cli/picture-file.ts';
import { crc32 } from '../../../src/core/crc32.ts';
import { formatOf, isPictureName, outputFormatOf, PICTURE_FORMATS } from '../../../src/core/picture-formats.ts';
import { readPictureFile } from '../../../src/picture/read-picture-file.ts';
import { describeColour } from '../../../src/picture/made-profile.ts';
import { temporaryFolder, testPicture } from '../../support/mien.ts';

const ADOBE = { white: [0.3127, 0.329], red: [0.64, 0.33], green: [0.21, 0.71], blue: [0.15, 0.06] } as const;

async function decode(bytes: Uint8Array, name = 'a.jpg'): Promise<DecodedFile> {
  await using folder = await temporaryFolder();
  await writeFile(join(folder.path, name), bytes);
  return await decodePictureFile(join(folder.path, name), 1e8);
}

const refusal = async (bytes: Uint8Array, name?: string): Promise<string> => decode(bytes, name).then(() => 'opened', (thrown: unknown) => (thrown as { code: string }).code);

/** A PNG with chunks put in after its header, with right checksums or wrong ones. */
function withChunks(png: Uint8Array, chunks: readonly (readonly [id: string, body: Uint8Array])[], isIntact = true): Uint8Array {
  const parts = chunks.map(([id, body]) => {
    const chunk = new Uint8Array(12 + body.length);
    const view = new DataView(chunk.buffer);
    view.setUint32(0, body.length);
    chunk.set(Uint8Array.from(id, (c) => c.charCodeAt(0)), 4);
    chunk.set(body, 8);
    view.setUint32(8 + body.length, isIntact ? crc32(chunk.subarray(4, 8 + body.length)) : 7);
    return chunk;
  });
  return Buffer.concat([png.subarray(0, 33), ...parts, png.subarray(33)]);
}

function words(...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  values.forEach((value, i) => { new DataView(out.buffer).setUint32(4 * i, value); });
  return out;
}

describe('the table of formats', () => {
  it('knows names and outputs by one list', () => {
    expect(['a.JPG', 'b.heif', 'c.tif', 'x.y.webp'].every(isPictureName)).toBe(true);
    expect(['a.svg', 'jpg', 'a.txt', 'a.constructor', ''].some(isPictureName)).toBe(false);
    expect(['a.jpe', 'a.png', 'a.webp', 'a.avif', 'a'].map(outputFormatOf)).toEqual(['jpeg', 'png', 'webp', undefined, undefined]);
    expect(new Set(PICTURE_FORMATS.map(({ id }) => id)).size).toBe(PICTURE_FORMATS.length);
  });

  it('takes nothing for a picture but its first bytes', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><filter id="f"><feTurbulence/></filter><rect width="64" height="64" filter="url(#f)"/></svg>';
    for (const text of [svg, `<?xml version="1.0"?>${svg}`, `\ufeff \n${svg}`]) expect([formatOf(Buffer.from(text))?.id, await refusal(Buffer.from(text))]).toEqual(['svg', 'picture-unsupported']);
    // What sharp's own decoders would take: none of these may reach one.
    for (const text of ['%PDF-1.4\n', 'P6 1 1 255\n\0\0\0', '#?RADIANCE\n', ' '.repeat(400) + svg, 'SIMPLE  =                    T', '']) expect(await refusal(Buffer.from(text))).toMatch(/^picture-(unreadable|empty)$/);
    expect(await refusal(Buffer.from('BM000000'))).toBe('picture-unsupported');
    expect(await refusal(Buffer.from('\0\0\x01\0aa', 'latin1'))).toBe('picture-unsupported');
    expect(await refusal(Buffer.from('GIF89a<svg'))).toBe('picture-unreadable');
    await expect(sharp(Buffer.from(svg)).png().toBuffer()).rejects.toThrow();
  });

  it('HEIC is decoded by libheif, in its own colours', async () => {
    const { image, metadata } = await decode(await readFile(fileURLToPath(new URL('../../fixtures/pictures/gradient-p3.heic', import.meta.url))), 'a.heic');
    expect([image.widthPx, image.heightPx, image.colour !== undefined, metadata.icc !== undefined]).toEqual([96, 64, true, true]);
  });
});

describe('TIFF', () => {
  const icc = describeColour(ADOBE, 2.2);
  const tagged = async (format: 'tiff' | 'png'): Promise<Buffer> => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'p.icc'), icc);
    return await testPicture(3, 64).withIccProfile(join(folder.path, 'p.icc'), { attach: true }).toFormat(format, format === 'tiff' ? { compression: 'lzw' } : {}).toBuffer();
  };

  it('keeps its profile and its samples, as the same picture in PNG does', async () => {
    const [tiff, png] = [await decode(await tagged('tiff'), 'a.tif'), await decode(await tagged('png'), 'a.png')];
    expect(tiff.metadata.icc).toEqual(png.metadata.icc);
    expect(tiff.image.colour).toBeDefined();
    expect(tiff.image.data).toEqual(png.image.data);
    expect(tiff.notes).toEqual([]);
  });

  it('tells of its camera and XMP, and is turned upright', async () => {
    const file = await testPicture(3, 64).resize(64, 32, { fit: 'fill' }).withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Nobody' } } }).withXmp('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>').tiff().toBuffer();
    const { image, metadata } = await decode(file, 'a.tif');
    expect([image.widthPx, image.heightPx]).toEqual([32, 64]);
    expect(metadata.xmp).toContain('rdf:RDF');
    expect(metadata.exif).toBeDefined();
  });

  it('of inks is converted, and says so; of numbers without a white is refused; of several pages is said so', async () => {
    const cmyk = await testPicture(4, 64).toColourspace('cmyk').tiff().toBuffer();
    expect((await decode(cmyk, 'a.tif')).notes).toEqual([expect.stringContaining('CMYK')]);
    const floats = await sharp(Buffer.from(new Float32Array(48 * 48).fill(0.5).buffer), { raw: { width: 48, height: 48, channels: 1, depth: 'float' } as never }).toColourspace('b-w').tiff().toBuffer().catch(() => undefined);
    const lab = Buffer.from(await testPicture(4, 64).tiff({ compression: 'none' }).toBuffer());
    const first = lab.readUInt32LE(4);
    for (let at = first + 2; at < first + 2 + 12 * lab.readUInt16LE(first); at += 12) if (lab.readUInt16LE(at) === 262) lab.writeUInt16LE(8, at + 8);
    expect(await refusal(lab, 'a.tif')).toMatch(/^(opened|picture-unsupported)$/);
    if (floats && (await sharp(floats).metadata()).depth === 'float') expect(await refusal(floats, 'a.tif')).toBe('picture-unsupported');
  });
});

describe('PNG colour chunks that are invalid', () => {
  const plain = (): Promise<Buffer> => testPicture(5, 32).png().toBuffer();

  it.each<readonly [string, readonly (readonly [string, Uint8Array])[], boolean]>([
    ['gAMA 0', [['gAMA', words(0)]], true], ['gAMA 1', [['gAMA', words(1)]], true], ['gAMA of 2 bytes', [['gAMA', Uint8Array.of(0, 1)]], true], ['a broken checksum', [['gAMA', words(100_000)]], false],
    ['iCCP of nonsense', [['iCCP', Buffer.from('icc\0\0nonsense')]], true],
  ])('%s: ignored', async (_name, chunks, isIntact) => {
    const { image, metadata } = await decode(withChunks(await plain(), chunks, isIntact), 'a.png');
    expect([image.colour, metadata.icc]).toEqual([undefined, undefined]);
  });

  it.each<readonly [string, readonly number[]]>([
    ['all zero', [0, 0, 0, 0, 0, 0, 0, 0]], ['no triangle', [31270, 32900, 64000, 33000, 64000, 33000, 15000, 6000]], ['white outside', [90000, 5000, 64000, 33000, 30000, 60000, 15000, 6000]], ['far off', [4e9, 4e9, 64000, 33000, 30000, 60000, 15000, 6000]],
  ])('cHRM, %s: ignored, and gAMA counts with the usual primaries', async (_name, points) => {
    const { metadata } = await decode(withChunks(await plain(), [['gAMA', words(100_000)], ['cHRM', words(...points)]]), 'a.png');
    expect(metadata.icc).toEqual(describeColour(undefined, 1));
  });

  it('valid ones count', async () => {
    const { metadata } = await decode(withChunks(await plain(), [['gAMA', words(45_455)], ['cHRM', words(31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)]]), 'a.png');
    expect(metadata.icc).toEqual(describeColour(ADOBE, 100_000 / 45_455));
  });
});

describe('a profile of another kind than the picture', () => {
  const ofKind = (kind: string): Uint8Array => {
    const icc = describeColour(undefined, 2.2);
    icc.set(Uint8Array.from(kind, (c) => c.charCodeAt(0)), 16);
    return icc;
  };

  const broken: Readonly<Record<string, () => Uint8Array>> = {
    'cut short': () => describeColour(undefined, 2.2).subarray(0, 200), 'without its signature': () => { const icc = describeColour(undefined, 2.2); icc.fill(0, 36, 40); return icc; },
  };

  it.each(['GRAY', 'CMYK', 'Lab ', ...Object.keys(broken)])('%s in a picture of colours is left out, said so', async (kind) => {
    const icc = broken[kind]?.() ?? ofKind(kind);
    for (const format of ['jpeg', 'png', 'webp'] as const) {
      const picture = new Uint8Array(await testPicture(6, 32).toFormat(format).toBuffer());
      const { withJpegMetadata } = await import('../../../src/picture/jpeg-file.ts');
      const { withWebpMetadata } = await import('../../../src/picture/webp-file.ts');
      const { deflateSync } = await import('node:zlib');
      const file = format === 'jpeg' ? new Uint8Array(await withJpegMetadata(picture, { icc: new Uint8Array(icc) }).arrayBuffer())
        : format === 'webp' ? new Uint8Array(await withWebpMetadata(picture, { icc: new Uint8Array(icc) }, 32, 32).arrayBuffer())
          : withChunks(picture, [['iCCP', Buffer.concat([Buffer.from('icc\0\0'), deflateSync(icc)])]]);
      const { image, metadata, notes } = await decode(file, `a.${format}`);
      expect([image.colour, metadata.icc, notes.length], format).toEqual([undefined, undefined, 1]);
    }
  });
});

describe('orientation', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff'] as const)('of %s is heeded', async (format) => {
    const lying = await testPicture(7, 64).resize(64, 32, { fit: 'fill' }).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
    const { image } = await decode(lying, `a.${format}`);
    expect([image.widthPx, image.heightPx]).toEqual([32, 64]);
  });

  it('of PNG is heeded where it stands behind the samples too', async () => {
    const upright = await testPicture(7, 64).resize(32, 64, { fit: 'fill' }).png().toBuffer();
    const lying = await sharp(upright).rotate(-90).png().toBuffer();
    const exif = Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0);
    const end = lying.subarray(-12);
    const late = new Uint8Array(Buffer.concat([lying.subarray(0, -12), withChunks(lying, [['eXIf', exif]]).subarray(33, 33 + 12 + exif.length), end]));
    expect((await decode(late, 'a.png')).image).toEqual((await decode(upright, 'a.png')).image);
    expect((await readPictureFile(late))?.needsExactDecoder).toBe(true);
    expect((await readPictureFile(new Uint8Array(lying)))?.needsExactDecoder).toBe(false);
  });
});
