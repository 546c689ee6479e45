import { brotliCompressSync, constants } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex } from '../../../src/core/hash.ts';
import { draftBundle, finishBundle, type BundleIdentity } from '../../../src/l2m/bundle.ts';
import { synthesiseCheckImage } from '../../../src/l2m/check-image.ts';
import { checkTolerance } from '../../../src/l2m/check-tolerance.ts';
import { convertCheckpoint, type Conversion } from '../../../src/l2m/convert.ts';
import { buildDomainTable, isUnnamed, slug } from '../../../src/l2m/domain-table.ts';
import { bundledGraphs, parseManifest } from '../../../src/l2m/manifest.ts';
import { qualityOfMeta } from '../../../src/l2m/quality.ts';
import type { ModelSpec } from '../../../src/l2m/spec.ts';
import { layoutShapes, memoryCheckpoint } from './memory-checkpoint.ts';

const identity: BundleIdentity = {
  id: 'tiny', title: 'Tiny', licence: 'none', alignment: 'none',
  domains: { kind: 'named', names: [{ id: 'a', title: 'A' }, { id: 'b', title: 'B' }] },
  source: { sha256: 'a'.repeat(64), bytes: 1, format: 'torch-zip' },
};

describe('bundle', () => {
  let conversion: Conversion;
  beforeAll(async () => {
    conversion = await convertCheckpoint(memoryCheckpoint(layoutShapes({ residualBlocks: 4, generatorWidths: [2, 2, 2] })), { storage: 'float16' });
  });

  it('names every file with its size and hash', () => {
    const expected = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.sin(i));
    const { manifest, files } = finishBundle(draftBundle(conversion, identity), expected);
    const named = [...bundledGraphs(manifest).map(([, graph]) => graph), manifest.check.image, manifest.check.expected];
    for (const { file, bytes, sha256 } of named) {
      const stored = files.get(file) ?? new Uint8Array(0);
      expect([file, stored.length, sha256Hex(stored)]).toEqual([file, bytes, sha256]);
    }
    expect([...files.keys()].sort()).toEqual([...named.map(({ file }) => file), 'manifest.json'].sort());
    expect(parseManifest(JSON.parse(new TextDecoder().decode(files.get('manifest.json'))))).toEqual(manifest);
    expect(manifest).toMatchObject({ imageSizePx: 64, styleDim: 6, storage: 'float16', hasHighPassSkips: false, check: { sourceDomain: 0, targetDomain: 1, tolerance: checkTolerance(expected) } });
    expect(new Float32Array(files.get('check-expected.bin')?.slice().buffer ?? new ArrayBuffer(0))).toEqual(expected.map((value) => Math.round(value * 16384) / 16384));
  });

  it('refuses an identity that the schema does not allow', () => {
    expect(() => draftBundle(conversion, { ...identity, id: 'No Such Id' })).toThrow(expect.objectContaining({ code: 'manifest-invalid' }));
  });
});

describe('check image', () => {
  it('is the same every time, colourful and within range', () => {
    const image = synthesiseCheckImage(32);
    expect(synthesiseCheckImage(32)).toEqual(image);
    expect(image.every((value) => value >= -1 && value <= 1)).toBe(true);
    for (const channel of [0, 1, 2]) {
      const plane = image.subarray(channel * 1024, (channel + 1) * 1024);
      expect(Math.max(...plane) - Math.min(...plane)).toBeGreaterThan(0.8);
    }
  });
});

describe('a check image of 256 px', () => {
  it('compresses to a tenth of a megabyte and less', () => {
    expect(brotliCompressSync(new Uint8Array(synthesiseCheckImage(256).buffer), { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length).toBeLessThan(100_000);
  });
});

describe('buildDomainTable', () => {
  const spec = (domainCount: number, classifierAttributeCount = 0) => ({ domainCount, classifierAttributeCount }) as ModelSpec;

  it('takes the checkpoint\'s own attributes, as names or with their ends', () => {
    expect(buildDomainTable(spec(4), { attributes: ['Black_Hair', { id: 'smile', off: 'neutral', on: 'smiling' }] }, {})).toEqual({
      kind: 'attributes',
      attributes: [
        { id: 'black-hair', title: 'Black Hair', off: 'off', on: 'on', levelRange: [-0.5, 1.5] },
        { id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling', levelRange: [-0.5, 1.5] },
      ],
    });
  });

  it('prefers given names, and keeps the known ends of those that agree', () => {
    const meta = { attributes: [{ id: 'smile', off: 'neutral', on: 'smiling' }] };
    const table = buildDomainTable(spec(4), meta, { attributes: [{ id: 'smile' }, { id: 'age', off: 'young', on: 'old' }] });
    expect(table).toMatchObject({ attributes: [{ off: 'neutral', on: 'smiling' }, { off: 'young', on: 'old' }] });
  });

  it('knows what goes only without what, whatever they are called', () => {
    const meta = { attributes: ['open', 'smile'], unasked: { smile: 'open' } };
    expect(buildDomainTable(spec(4), meta, { attributes: [{ id: 'mouth', off: 'closed', on: 'open' }, { id: 'grin' }] })).toMatchObject({ attributes: [{ id: 'mouth' }, { id: 'grin', onlyWithout: 'mouth' }] });
    expect(buildDomainTable(spec(4), { attributes: ['open', 'smile'] }, {})).not.toMatchObject({ attributes: [{}, { onlyWithout: expect.anything() as string }] });
  });

  it('takes unordered domains', () => {
    expect(buildDomainTable(spec(3), undefined, { domains: ['cat', 'dog', 'wild'] })).toEqual({
      kind: 'named', names: [{ id: 'cat', title: 'Cat' }, { id: 'dog', title: 'Dog' }, { id: 'wild', title: 'Wild' }],
    });
  });

  it('refuses counts that do not fit', () => {
    const refused = expect.objectContaining({ code: 'domain-count' }) as Error;
    expect(() => buildDomainTable(spec(8), undefined, { attributes: [{ id: 'smile' }] })).toThrow(refused);
    expect(() => buildDomainTable(spec(2, 3), undefined, { attributes: [{ id: 'smile' }] })).toThrow(refused);
    expect(() => buildDomainTable(spec(3), undefined, { domains: ['cat', 'dog'] })).toThrow(refused);
    expect(() => buildDomainTable(spec(3, 2), undefined, { domains: ['cat', 'dog', 'wild'] })).toThrow(refused);
  });

  it('gives placeholders where there are no names, and says so', () => {
    for (const meta of [undefined, null, {}, { attributes: [] }, { attributes: 'smile' }]) {
      expect(buildDomainTable(spec(4), meta, {})).toMatchObject({ kind: 'attributes', attributes: [{ id: 'attribute-1', title: 'Attribute 1' }, { id: 'attribute-2' }] });
      expect(isUnnamed(meta, {})).toBe(true);
    }
    expect(isUnnamed({ attributes: ['smile'] }, {})).toBe(false);
    expect(isUnnamed(undefined, { attributes: [{ id: 'smile' }] })).toBe(false);
    expect(isUnnamed(undefined, { domains: ['cat', 'dog'] })).toBe(false);
  });

  it('asks for names where the domains cannot be attributes', () => {
    expect(() => buildDomainTable(spec(3), undefined, {})).toThrow(expect.objectContaining({ code: 'domain-names-missing' }));
  });

  it('makes ids out of names', () => {
    expect(slug(' Black_Hair! ')).toBe('black-hair');
  });
});

describe('qualityOfMeta', () => {
  it('takes every number of meta.metrics', () => {
    expect(qualityOfMeta({ metrics: { recon: 0.25, note: 'x' } })?.rows).toEqual([{ name: 'recon', value: 0.25, unit: '' }]);
    expect(qualityOfMeta({ metrics: {} })).toBeUndefined();
    expect(qualityOfMeta(undefined)).toBeUndefined();
  });
});
