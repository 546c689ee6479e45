import { describe, expect, it } from 'vitest';
import { cardStub } from '../../../src/l2m/card-stub.ts';
import { synthesiseCheckImage } from '../../../src/l2m/check-image.ts';
import { checkTolerance } from '../../../src/l2m/check-tolerance.ts';
import { domainCount, expectBundleId, parseManifest } from '../../../src/l2m/manifest.ts';
import { regionMaps } from '../../../src/l2m/regions.ts';
import drawn from '../../../models/anime/manifest.json' with { type: 'json' };
import photographs from '../../../models/faces/manifest.json' with { type: 'json' };

type Changes = Readonly<Record<string, unknown>>;
const plain: Changes = { ...photographs, regions: undefined, wholeMouths: undefined };
const { 'style-transformer': transformer, ...otherGraphs } = photographs.graphs;
const attribute = (id: string, onlyWithout?: string): unknown => ({ id, title: id, off: 'a', on: 'b', levelRange: [-0.5, 1.5], ...(onlyWithout !== undefined && { onlyWithout }) });
const attributes = (...list: readonly unknown[]): Changes => ({ domains: { kind: 'attributes', attributes: list } });
const names = (...ids: readonly string[]): Changes => ({ domains: { kind: 'named', names: ids.map((id) => ({ id, title: id })) } });
const mapped: Changes = { graphs: { ...otherGraphs, 'mapping-network': transformer }, latentDim: 16, ...names('cat', 'dog') };

describe('parseManifest', () => {
  it.each<[string, Changes]>([
    ['attributes', attributes(attribute('a'), attribute('b', 'a'))], ['named domains', names('cat', 'dog')], ['a mapping network', mapped],
    ['regions of its attributes', { ...attributes(attribute('open')), regions: { open: drawn.regions.mouth }, wholeMouths: ['open'] }],
  ])('takes %s', (_what, changes) => { expect(parseManifest({ ...plain, ...changes }).id).toBe('faces'); });

  it.each<[string, Changes, string]>([
    ['domains of one name', names('cat', 'cat'), 'domain ids must differ'], ['attributes of one name', attributes(attribute('a'), attribute('a')), 'attribute ids must differ'],
    ['no way from code to code', { graphs: otherGraphs }, 'one of style-transformer and mapping-network must be there'],
    ['two ways from code to code', { ...mapped, graphs: { ...photographs.graphs, 'mapping-network': transformer } }, 'one of style-transformer and mapping-network must be there'],
    ['a mapping network of no size', { ...mapped, latentDim: undefined }, 'a mapping network needs latentDim and named domains'],
    ['a mapping network for attributes', { ...mapped, domains: photographs.domains }, 'a mapping network needs latentDim and named domains'],
    ['an attribute that goes without itself', attributes(attribute('a', 'a'), attribute('b')), 'an attribute can only go without another one'],
    ['an attribute that goes without none', attributes(attribute('a', 'c'), attribute('b')), 'an attribute can only go without another one'],
    ['one of two that goes without none', attributes(attribute('a'), attribute('b', 'c')), 'an attribute can only go without another one'],
    ['regions of named domains', { ...names('cat', 'dog'), regions: { cat: drawn.regions.mouth } }, 'regions and whole mouths must be of its attributes'],
    ['regions of no attribute', { ...attributes(attribute('a'), attribute('b')), regions: { c: drawn.regions.mouth } }, 'regions and whole mouths must be of its attributes'],
    ['a whole mouth of no attribute', { ...attributes(attribute('a')), wholeMouths: ['a', 'c'] }, 'regions and whole mouths must be of its attributes'],
    ['an id that objects have', { id: 'constructor' }, 'this word cannot be an id'], ['an id that functions have', { id: 'prototype' }, 'this word cannot be an id'],
  ])('refuses %s', (_what, changes, message) => {
    expect(() => parseManifest({ ...plain, ...changes })).toThrow(expect.objectContaining({ code: 'manifest-invalid', message: expect.stringContaining(message) as string, recovery: expect.stringMatching(/^Convert/) as string }));
  });

  it('says where it is wrong, and what came', () => {
    expect(() => parseManifest({ ...plain, styleDim: 'many' })).toThrow('Expected number for "styleDim" of manifest.json but received "many"');
    expect(() => parseManifest(7)).toThrow('for "the manifest" of manifest.json but received 7');
  });

  it('counts domains', () => {
    expect(domainCount(parseManifest(photographs))).toBe(8);
    expect(domainCount(parseManifest({ ...plain, ...names('a', 'b', 'c') }))).toBe(3);
  });
});

describe('expectBundleId', () => {
  it('takes letters, digits and hyphens and refuses the rest by name, cut short', () => {
    expect(() => { expectBundleId('faces-2'); }).not.toThrow();
    expect(() => { expectBundleId(`A${'a'.repeat(99)}`); }).toThrow(expect.objectContaining({
      code: 'bundle-id-invalid', message: `Expected 1 to 64 lower-case letters, digits and hyphens for the model's id but received "A${'a'.repeat(79)}".`, recovery: 'Give the model another id.',
    }));
  });
});

describe('cardStub', () => {
  it('names what there is to choose, and everything that the file says', () => {
    const stub = cardStub(parseManifest({ ...plain, ...attributes({ id: 'smile', title: 'Smile', off: 'neutral', on: 'smiling', levelRange: [0, 1] }, attribute('b')) }));
    expect(stub).toContain('## Attributes\n\n- Smile: neutral / smiling\n- b: a / b\n');
    expect(stub).toMatch(/^# Faces\n/);
    for (const fact of ['256 px', photographs.licence, photographs.source.sha256, 'int8']) expect(stub).toContain(fact);
    expect(cardStub(parseManifest({ ...plain, ...names('cat', 'dog') }))).toContain('## Domains\n\n- cat\n- dog\n');
  });
});

describe('regionMaps', () => {
  it('has none for named domains', () => { expect(regionMaps(parseManifest({ ...plain, ...names('cat', 'dog') }))).toEqual([]); });
});

describe('the self-check', () => {
  it('shows a tilted face with eyes and a mouth before a ground of all colours, in steps', () => {
    const side = 64;
    const image = synthesiseCheckImage(side);
    const at = (x: number, y: number): readonly number[] => [0, 1, 2].map((c) => image[(c * side + Math.floor(y * side)) * side + Math.floor(x * side)]!);
    const steps = (...values: readonly number[]): readonly number[] => values.map((value) => Math.round(value * 128) / 128);
    // The tilt moves what lies above the middle to the right by a tenth of its height above it.
    for (const x of [0.37, 0.65]) expect(at(x, 0.42)).toEqual(steps(-0.7, -0.6, -0.4));
    expect(at(0.3, 0.42)).not.toEqual(steps(-0.7, -0.6, -0.4));
    for (const x of [0.36, 0.48, 0.6]) expect(at(x, 0.7)).toEqual(steps(0.4, -0.5, -0.4));
    for (const [x, y] of [[0.34, 0.7], [0.48, 0.74], [0.48, 0.66]] as const) expect(at(x, y)).not.toEqual(steps(0.4, -0.5, -0.4));
    const [u, v] = [(32.5 / side - 0.5) + 0.1 * (36.5 / side - 0.5), 36.5 / side - 0.52];
    const oval = Math.hypot(u / 0.34, v / 0.43);
    expect(at(0.51, 0.575)).toEqual(steps(0.75 - 0.5 * oval ** 2, 0.35 - 0.45 * oval ** 2, 0.1 - 0.4 * oval ** 2));
    const [x, y] = [0.5 / side, 63.5 / side];
    expect(at(0, 0.999)).toEqual(steps(2 * x - 1, 1 - 2 * y, 1.6 * x * y - 0.8));
    expect(at(0.999, 0)).toEqual(steps(2 * y - 1, 1 - 2 * x, 1.6 * x * y - 0.8));
  });

  it('bears a share of the spread of what is expected', () => {
    expect(checkTolerance(Float32Array.of(1, 3, 1, 3))).toBe(0.002);
    expect(checkTolerance(Float32Array.of(0, 0, 3))).toBe(0.00283);
  });
});
