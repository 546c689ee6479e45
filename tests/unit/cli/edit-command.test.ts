import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { drawnScene } from '../../support/drawn-scenes.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';
import { mien, temporaryFolder, testPicture, writeFiles } from '../../support/mien.ts';

async function samples(path: string): Promise<{ readonly data: Uint8Array; readonly info: { readonly width: number; readonly height: number; readonly channels: number } }> {
  return sharp(path).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
}

function worst(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), a.length === b.length ? 0 : Infinity);
}

describe.concurrent('mien edit', { timeout: 60_000 }, () => {
  test('changes the square that is given and not one sample outside it', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'a.png'), join(folder.path, 'b.png')];
    await writeFiles(folder.path, { 'a.png': await testPicture(1, 256).png().toBuffer() });
    expect(await mien('edit', input, '-o', out, '--smile', '1', '--square', '150,140,100,20')).toMatchObject({ status: 0, stderr: '' });
    const [before, after] = [await samples(input), await samples(out)];
    expect(after.info).toMatchObject({ width: 256, height: 256 });
    let [inside, outside] = [0, 0];
    for (let i = 0; i < before.data.length; i++) {
      if (before.data[i] === after.data[i]) continue;
      const [x, y] = [Math.floor(i / 4) % 256, Math.floor(i / 1024)];
      // A square of 100 px reaches at most 71 px from its centre.
      if (Math.hypot(x - 150, y - 140) > 71) outside++;
      else inside++;
    }
    expect(outside).toBe(0);
    expect(inside).toBeGreaterThan(1000);
  });

  test('finds drawn faces for a model that wants no landmarks, when asked to', async () => {
    await using folder = await temporaryFolder();
    const [bundle, input, out] = [join(folder.path, 'tiny'), join(folder.path, 'a.png'), join(folder.path, 'b.png')];
    const { png, faces } = await drawnScene(800, 500, 6, [{ sidePx: 200, xPx: 220, yPx: 250, degrees: 0 }, { sidePx: 90, xPx: 640, yPx: 200, degrees: 10 }]);
    await mkdir(bundle);
    await writeFiles(bundle, Object.fromEntries((await makeTinyBundle()).files));
    await writeFiles(folder.path, { 'a.png': png });
    expect(await mien('edit', input, '-o', out, '--bundle', bundle, '--smile', '1', '--crop', 'detect')).toMatchObject({ status: 0, stdout: expect.stringContaining('2 faces edited') as string });
    const [before, after] = [await samples(input), await samples(out)];
    const changed = [0, 0, 0];
    for (let i = 0; i < before.data.length; i++) {
      const [x, y] = [Math.floor(i / 4) % 800, Math.floor(i / 3200)];
      // Of a square only what lies in it may change; it need not be the true one to the pixel.
      if (before.data[i] !== after.data[i]) changed[1 + faces.findIndex(({ centreXPx, centreYPx, sidePx }) => Math.max(Math.abs(x - centreXPx), Math.abs(y - centreYPx)) < 0.75 * sidePx)]!++;
    }
    expect(changed[0]).toBe(0);
    expect(Math.min(changed[1]!, changed[2]!)).toBeGreaterThan(1000);
  });

  test('the extension sets the format; EXIF and XMP come along upright, or are stripped', async () => {
    await using folder = await temporaryFolder();
    const picture = await testPicture(2, 96).resize(96, 64, { fit: 'fill' }).withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Nobody' } } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" dc:source="kept"/></rdf:RDF></x:xmpmeta>').jpeg({ quality: 100 }).toBuffer();
    await writeFiles(folder.path, { 'a.jpg': picture });
    for (const extension of ['png', 'jpg', 'webp']) {
      const out = join(folder.path, `b.${extension}`);
      expect((await mien('edit', join(folder.path, 'a.jpg'), '-o', out, '--smile', '1', '--crop', 'whole')).status).toBe(0);
      const { format, width, height, orientation = 1, exif, xmpAsString } = await sharp(out).metadata();
      expect({ format, width, height, orientation }).toEqual({ format: { png: 'png', jpg: 'jpeg', webp: 'webp' }[extension], width: 64, height: 96, orientation: 1 });
      expect(exif?.toString('latin1')).toContain('Nobody');
      expect(xmpAsString).toContain('kept');
    }
    const stripped = join(folder.path, 'c.png');
    await mien('edit', join(folder.path, 'a.jpg'), '-o', stripped, '--smile', '1', '--crop', 'whole', '--metadata', 'strip');
    expect(await sharp(stripped).metadata()).not.toHaveProperty('exif');
    expect((await sharp(stripped).metadata()).xmpAsString).toContain('compositeWithTrainedAlgorithmicMedia');
    // Carrying metadata along must not cost a sample.
    expect(worst((await samples(stripped)).data, (await samples(join(folder.path, 'b.png'))).data)).toBe(0);
  });

  test('transparency is kept to the last bit, with and without metadata', async () => {
    await using folder = await temporaryFolder();
    const alpha = await testPicture(4, 96).greyscale().raw().toBuffer();
    const picture = testPicture(3, 96).joinChannel(alpha, { raw: { width: 96, height: 96, channels: 1 } });
    await writeFiles(folder.path, { 'plain.png': await picture.clone().png().toBuffer(), 'exif.png': await picture.clone().withExif({ IFD0: { Artist: 'Nobody' } }).png().toBuffer() });
    for (const name of ['plain', 'exif']) {
      const [input, out] = [join(folder.path, `${name}.png`), join(folder.path, `${name}-out.png`)];
      await mien('edit', input, '-o', out, '--smile', '1', '--square', '48,48,30');
      const [before, after] = [await samples(input), await samples(out)];
      const untouched = before.data.map((value, i) => (Math.hypot((Math.floor(i / 4) % 96) - 48, Math.floor(i / 384) - 48) > 22 || i % 4 === 3 ? value : after.data[i]!));
      expect(worst(untouched, after.data)).toBe(0);
    }
  });

  test('nothing is replaced unless asked, and a bad file is one plain message', async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { 'a.png': await testPicture(1, 64).png().toBuffer(), 'b.jpg': new TextEncoder().encode('text') });
    const [good, bad] = [join(folder.path, 'a.png'), join(folder.path, 'b.jpg')];
    expect(await mien('edit', good, '-o', good, '--smile', '1', '--crop', 'whole')).toMatchObject({ status: 1, stderr: expect.stringContaining('[output-exists]') as string });
    const other = join(folder.path, 'other.png');
    await writeFiles(folder.path, { 'other.png': new Uint8Array(1) });
    expect((await mien('edit', good, '-o', other, '--smile', '1', '--crop', 'whole', '--overwrite')).status).toBe(0);
    expect((await sharp(other).metadata()).width).toBe(64);
    expect(await mien('edit', bad, '-o', join(folder.path, 'c.png'), '--smile', '1', '--crop', 'whole')).toMatchObject({ status: 1, stderr: expect.stringContaining('[picture-unreadable]') as string });
  });
});

describe.concurrent('mien edit, pictures of every depth', { timeout: 120_000 }, () => {
  test('a face is found in 16 bits a sample where it is found in 8, and 16 bits are kept', async () => {
    await using folder = await temporaryFolder();
    const face = sharp(fileURLToPath(new URL('../../../public/samples/average-woman.webp', import.meta.url))).resize(420).extend({ top: 40, bottom: 40, left: 200, right: 60, background: '#345' }).removeAlpha();
    const deep = face.clone().toColourspace('rgb16');
    await writeFiles(folder.path, {
      '8.png': await face.clone().png().toBuffer(), '16.png': await deep.clone().png().toBuffer(), '16.tif': await deep.clone().tiff({ compression: 'deflate' }).toBuffer(),
    });
    for (const name of ['8.png', '16.png', '16.tif']) {
      const out = join(folder.path, `${name}.out.png`);
      expect(await mien('edit', join(folder.path, name), '-o', out, '--smile', '1', '--crop', 'detect')).toMatchObject({ status: 0, stdout: expect.stringContaining('1 face edited') as string });
      if (name.startsWith('16')) expect((await sharp(out).metadata()).depth).toBe('ushort');
    }
  });
});

describe('mien edit --reference', { timeout: 60_000 }, () => {
  test('leads the edit by another face; one that is no picture is said so', async () => {
    await using folder = await temporaryFolder();
    const [bundle, input] = [join(folder.path, 'tiny'), join(folder.path, 'a.png')];
    await mkdir(bundle);
    await writeFiles(bundle, Object.fromEntries((await makeTinyBundle()).files));
    await writeFiles(folder.path, {
      'a.png': await testPicture(1, 96).png().toBuffer(), 'r.png': await testPicture(5, 96).png().toBuffer(), 'bad.png': Buffer.from('no picture'),
      'recipe.json': Buffer.from(JSON.stringify({ version: 1, bundle: 'tiny', crop: 'whole', edit: { kind: 'attributes', reference: 'r.png' } })),
    });
    const edit = (out: string, ...options: readonly string[]) => mien('edit', input, '-o', join(folder.path, out), '--bundle', bundle, ...options);
    expect(await edit('led.png', '--recipe', join(folder.path, 'recipe.json'))).toMatchObject({ status: 0, stderr: '' });
    expect(await edit('itself.png', '--crop', 'whole', '--reference', input)).toMatchObject({ status: 0, stderr: '' });
    const [before, led, itself] = await Promise.all(['a.png', 'led.png', 'itself.png'].map(async (name) => (await samples(join(folder.path, name))).data));
    expect(worst(before!, led!)).toBeGreaterThan(10);
    expect(worst(before!, itself!)).toBeLessThanOrEqual(1);
    expect(await edit('none.png', '--crop', 'whole', '--reference', join(folder.path, 'bad.png'))).toMatchObject({ status: 1, stderr: expect.stringContaining('Expected a picture for the reference') as string });
  });
});
