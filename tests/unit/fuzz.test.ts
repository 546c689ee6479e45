import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { planBatch } from '../../src/batch/plan.ts';
import { parseRecipe, parseRecipeText } from '../../src/batch/recipe.ts';
import { zipSource } from '../../src/bridge/batch-zip-source.ts';
import { decodePictureFile } from '../../src/cli/picture-file.ts';
import { AppError } from '../../src/core/app-error.ts';
import { isPictureName } from '../../src/core/picture-formats.ts';
import { openBundleZip } from '../../src/library/bundle-zip-reader.ts';
import { describeColour, DISPLAY_P3 } from '../../src/picture/made-profile.ts';
import { withJpegMetadata } from '../../src/picture/jpeg-file.ts';
import { pictureColour } from '../../src/picture/picture-colour.ts';
import { readPictureFile } from '../../src/picture/read-picture-file.ts';
import { savedMetadata } from '../../src/picture/saved-metadata.ts';
import { parseManifest } from '../../src/l2m/manifest.ts';
import { exifBlock, XMP_WITH_PLACE } from '../support/exif-builder.ts';
import { CaseLimits } from '../support/case-limits.ts';
import { temporaryFolder, testPicture } from '../support/mien.ts';

/** In CI a taste; by hand `npm run fuzz`. */
const RUNS = Number(process.env['MIEN_FUZZ'] ?? 200);
const TIMEOUT_MS = 30_000 + RUNS * 100;

/** Bytes with some of them changed, runs taken out or doubled, and the end perhaps cut off. */
function mutated(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff, 0x20, 0x3c), length: fc.integer({ min: 0, max: 40 }), kind: fc.constantFrom('set', 'fill', 'cut', 'double', 'end') });
  return fc.tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 6 })).map(([seed, changes]) => {
    let bytes = new Uint8Array(seed);
    for (const { at, value, length, kind } of changes) {
      const from = Math.floor(at * bytes.length);
      if (kind === 'set' && from < bytes.length) bytes[from] = value;
      else if (kind === 'fill') bytes.fill(value, from, from + length);
      else if (kind === 'cut') bytes = Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + length)]);
      else if (kind === 'double') bytes = Uint8Array.from([...bytes.subarray(0, from + length), ...bytes.subarray(from)]);
      else if (kind === 'end') bytes = bytes.slice(0, from);
    }
    return bytes;
  });
}

/** Whatever is thrown has a code, and nothing takes long or much. */
async function coded(limits: CaseLimits, work: () => unknown): Promise<void> {
  await limits.run(async () => {
    try {
      await work();
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw new Error('without a code', { cause: thrown });
    }
  });
}

/** Runs as many cases as are asked for, and says what the worst of them took. */
async function fuzz<T>(name: string, cases: fc.Arbitrary<T>, work: (value: T) => unknown): Promise<void> {
  const limits = new CaseLimits();
  await fc.assert(fc.asyncProperty(cases, (value) => coded(limits, () => work(value))), { numRuns: RUNS });
  console.log(`${name}: ${limits.toString()}`);
}

async function pictures(): Promise<readonly Uint8Array[]> {
  const base = testPicture(1, 24).withMetadata({ orientation: 6, exif: { IFD0: { Artist: 'Nobody' } } }).withXmp(XMP_WITH_PLACE);
  const jpeg = new Uint8Array(await testPicture(2, 24).jpeg().toBuffer());
  const described = withJpegMetadata(jpeg, { exif: exifBlock({ isLittle: false, orientation: 3, widthPx: 24, heightPx: 24 }), xmp: XMP_WITH_PLACE, icc: describeColour(DISPLAY_P3, 'srgb') });
  return [
    new Uint8Array(await described.arrayBuffer()), ...(await Promise.all(['jpeg', 'png', 'webp', 'tiff', 'avif', 'gif'].map((format) => base.clone().toFormat(format as 'png').toBuffer()))),
    await sharp(await testPicture(3, 24).toBuffer(), { raw: { width: 24, height: 24, channels: 3 } }).png({ palette: true, progressive: true }).toBuffer(),
  ];
}

describe('fuzz', () => {
  it('metadata of pictures: read, judged and made fit to be saved', async () => {
    const seeds = await pictures();
    await fuzz('metadata', fc.tuple(mutated(seeds), fc.boolean()), async ([bytes, keepsLocation]) => {
      const file = await readPictureFile(bytes);
      if (!file) return;
      pictureColour(file);
      savedMetadata(file, { widthPx: 24, heightPx: 24 }, { keepsMetadata: true, keepsLocation, saysAi: true });
    });
  }, TIMEOUT_MS);

  it('pictures: decoded at the command line', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'a');
    await fuzz('pictures', mutated(await pictures()), async (bytes) => {
      await writeFile(path, bytes);
      await decodePictureFile(path, 1e6);
    });
  }, TIMEOUT_MS);

  it('recipes: of any JSON, of mutated ones, and of any text', async () => {
    const recipe = new TextEncoder().encode(JSON.stringify({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1, age: -0.5 } }, crop: 'whole', output: { format: 'webp', quality: 0.5 }, naming: '{name}-{attrs}.{ext}' }));
    const texts = fc.oneof(fc.json({ maxDepth: 4 }), fc.string(), mutated([recipe]).map((bytes) => new TextDecoder().decode(bytes)));
    await fuzz('recipes', fc.tuple(texts, fc.string()), ([text, name]) => {
      planBatch([{ path: name, sizeBytes: 1, modifiedMs: 1 }], parseRecipeText(text), [{ path: name, output: text }]);
    });
    for (const value of [null, undefined, 1, [], { __proto__: null }]) expect(() => parseRecipe(value)).toThrow(AppError);
  }, TIMEOUT_MS);

  it('bundles: manifests and zips', async () => {
    const { makeTinyBundle } = await import('../support/tiny-bundle.ts');
    const { zipSync } = await import('fflate');
    const bundle = await makeTinyBundle();
    const manifest = bundle.files.get('manifest.json')!;
    const zipped = zipSync({ 'manifest.json': manifest, 'README.md': new TextEncoder().encode('# Tiny') });
    await fuzz('manifests', mutated([manifest]), (bytes) => {
      let value: unknown;
      try { value = JSON.parse(new TextDecoder().decode(bytes)); } catch { return; }
      parseManifest(value);
    });
    await fuzz('bundle zips', mutated([zipped]), (bytes) => openBundleZip(new Blob([bytes])));
  }, TIMEOUT_MS);

  it('zips of a batch: listed, and every picture in them unpacked', async () => {
    const { zipSync } = await import('fflate');
    const [one, two] = await pictures();
    const zipped = [zipSync({ 'a.jpg': one!, 'sub/b.jpg': two!, 'c.txt': two! }), zipSync({ 'a.png': new Uint8Array(100_000), 'b.jpg': one! }, { level: 9 })];
    await fuzz('batch zips', mutated(zipped), async (bytes) => {
      const source = await zipSource(new File([bytes], 'in.zip'), isPictureName);
      for (const { path, problem } of source.listing.files) if (!problem) await source.open(path).catch((thrown: unknown) => { if (!(thrown instanceof AppError)) throw thrown; });
    });
  }, TIMEOUT_MS);
});
