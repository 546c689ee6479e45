import { describe, expect, it } from 'vitest';
import { buildDomainTable } from '../../../src/l2m/domain-table.ts';
import { highPassSkips } from '../../../src/l2m/high-pass-skips.ts';
import { recogniseModel } from '../../../src/l2m/recognise.ts';
import { layoutShapes, memoryCheckpoint, type LayoutOptions } from './memory-checkpoint.ts';

type Shapes = Record<string, readonly number[]>;

const BASE: LayoutOptions = { residualBlocks: 4, generatorWidths: [3, 5, 5, 5], domains: 2, classifierAttributes: 1 };

const recognise = (shapes: Shapes) => recogniseModel(memoryCheckpoint(shapes));
const without = (shapes: Shapes, ...prefixes: string[]): Shapes => Object.fromEntries(Object.entries(shapes).filter(([key]) => !prefixes.some((prefix) => key.startsWith(prefix))));

describe('recogniseModel', () => {
  it.each([[4, 64], [5, 128], [6, 256], [7, 512]])('reads %i residual blocks as %i px', (residualBlocks, imageSizePx) => {
    expect(recognise(layoutShapes({ ...BASE, residualBlocks })).spec.imageSizePx).toBe(imageSizePx);
  });

  it('reads widths, depth and where the generator halves', () => {
    const { spec } = recognise(layoutShapes({ ...BASE, generatorWidths: [3, 6, 6, 9, 9, 9] }));
    expect(spec.encodeBlocks).toEqual([
      { channelsIn: 3, channelsOut: 6, resamples: true },
      { channelsIn: 6, channelsOut: 6, resamples: true },
      { channelsIn: 6, channelsOut: 9, resamples: true },
      { channelsIn: 9, channelsOut: 9, resamples: false },
      { channelsIn: 9, channelsOut: 9, resamples: false },
    ]);
    expect(spec.decodeBlocks.map(({ channelsOut, resamples }) => [channelsOut, resamples])).toEqual([[9, false], [9, false], [6, true], [6, true], [3, true]]);
  });

  it('reads networks that work at half the picture\'s size, and refuses those of which only some do', () => {
    const patched: Shapes = {
      'style_encoder.shared.0.weight': [2, 3, 4, 4], 'generator.from_rgb.weight': [3, 3, 4, 4], 'generator.to_rgb.2.weight': [12, 3, 3, 3], 'generator.to_rgb.2.bias': [12],
    };
    const shapes = layoutShapes(BASE);
    expect(recognise(shapes).spec).toMatchObject({ imageSizePx: 64, patchPx: 1 });
    expect(recognise({ ...shapes, ...patched }).spec).toMatchObject({ imageSizePx: 128, patchPx: 2 });
    for (const key of Object.keys(patched)) {
      expect(() => recognise({ ...shapes, ...patched, [key]: shapes[key]! })).toThrow(expect.objectContaining({ code: 'checkpoint-shape' }));
    }
  });

  it('reads a generator that says how far each pixel is its own', () => {
    const shapes = layoutShapes(BASE);
    expect(recognise(shapes).spec.hasAttention).toBe(false);
    const rows: Shapes = { 'generator.to_rgb.2.weight': [4, 3, 1, 1], 'generator.to_rgb.2.bias': [4] };
    expect(recognise({ ...shapes, ...rows }).spec.hasAttention).toBe(true);
    expect(recognise({ ...shapes, ...rows }).spec.hasFlow).toBe(false);
    const moving: Shapes = { 'generator.to_rgb.2.weight': [6, 3, 1, 1], 'generator.to_rgb.2.bias': [6] };
    expect(recognise({ ...shapes, ...moving }).spec).toMatchObject({ hasAttention: true, hasFlow: true, hasLight: false });
    const lit: Shapes = { 'generator.to_rgb.2.weight': [10, 3, 1, 1], 'generator.to_rgb.2.bias': [10] };
    expect(recognise({ ...shapes, ...lit }).spec).toMatchObject({ hasAttention: true, hasFlow: true, hasLight: true, hasFarLight: false });
    const far: Shapes = { ...moving, 'generator.to_light.1.weight': [4, 3, 1, 1], 'generator.to_light.1.bias': [4] };
    expect(recognise({ ...shapes, ...far }).spec).toMatchObject({ hasLight: true, hasFarLight: true });
    expect(() => recognise({ ...shapes, ...far, 'generator.to_light.1.bias': [3] })).toThrow(expect.objectContaining({ code: 'checkpoint-shape' }));
    for (const key of Object.keys(rows)) expect(() => recognise({ ...shapes, ...rows, [key]: [5, 3, 1, 1] })).toThrow(expect.objectContaining({ code: 'checkpoint-shape' }));
  });

  it('reads domains, style size and classifier', () => {
    const { spec } = recognise(layoutShapes({ ...BASE, domains: 5, styleDim: 7, classifierAttributes: 0 }));
    expect(spec).toMatchObject({ domainCount: 5, styleDim: 7, classifierAttributeCount: 0, classifierChannels: [], hasHighPassSkips: false });
    expect(recognise(layoutShapes({ ...BASE, classifierAttributes: 4 })).spec).toMatchObject({ classifierAttributeCount: 4, classifierChannels: [3] });
  });

  it('accepts transformers of another inner width', () => {
    const shapes = layoutShapes(BASE);
    for (const d of [0, 1]) {
      Object.assign(shapes, { [`style_encoder.transform2.${d}.0.weight`]: [11, 6], [`style_encoder.transform2.${d}.0.bias`]: [11], [`style_encoder.transform2.${d}.2.weight`]: [6, 11] });
    }
    expect(recognise(shapes).spec.styleDim).toBe(6);
  });

  it('reports what it does not use', () => {
    const shapes = { ...layoutShapes(BASE), 'generator.attention.layers.0.weight': [2, 2], 'vgg.0.weight': [1] };
    const { usedKeys, skippedKeys } = recognise(shapes);
    expect(skippedKeys).toEqual(['attribute_classifier.blocks.0.1.num_batches_tracked', 'generator.attention.layers.0.weight', 'vgg.0.weight']);
    expect([...usedKeys, ...skippedKeys].sort()).toEqual(Object.keys(shapes).sort());
  });

  it.each([
    'generator.from_rgb.bias', 'generator.encode.0.norm2.weight', 'generator.encode.0.conv1x1.weight', 'generator.decode.2.norm1.fc.weight',
    'generator.to_rgb.2.bias', 'style_encoder.shared.6.weight', 'style_encoder.unshared.1.bias', 'style_encoder.transform1.4.weight',
    'style_encoder.transform2.1.2.bias', 'attribute_classifier.blocks.0.4.running_var', 'attribute_classifier.head.weight',
  ])('names a missing %s', (key) => {
    expect(() => recognise(without(layoutShapes(BASE), key))).toThrow(expect.objectContaining({ code: 'checkpoint-missing-key', message: expect.stringContaining(`"${key}"`) as string }));
  });

  it.each([
    ['generator.encode.1.conv1.weight', [5, 4, 3, 3], '[5, 5, 3, 3]'],
    ['generator.decode.0.norm2.fc.weight', [5, 6], '[10, 6]'],
    ['style_encoder.unshared.1.weight', [9, 2], '[6, 2]'],
    ['style_encoder.shared.0.weight', [2, 3, 3], '[C, 3, 3, 3]'],
    ['style_encoder.shared.0.weight', [0, 3, 3, 3], '[C, 3, 3, 3]'],
  ])('names a misshapen %s', (key, shape, expected) => {
    expect(() => recognise({ ...layoutShapes(BASE), [key]: shape })).toThrow(expect.objectContaining({
      code: 'checkpoint-shape', message: `Expected shape ${expected} for "${key}" but received [${shape.join(', ')}].`,
    }));
  });

  it('refuses a gap between domains', () => {
    expect(() => recognise({ ...layoutShapes(BASE), 'style_encoder.unshared.3.weight': [6, 2] })).toThrow(expect.objectContaining({ message: expect.stringContaining('unshared.2.weight') as string }));
  });

  it('refuses a layout that no such model has', () => {
    expect(() => recognise(layoutShapes({ ...BASE, domains: 1 }))).toThrow(expect.objectContaining({ code: 'checkpoint-layout', message: 'Expected at least 2 domains for "style_encoder.unshared" but received 1.' }));
    expect(() => recognise(without(layoutShapes(BASE), 'generator.decode.2.'))).toThrow(expect.objectContaining({ code: 'checkpoint-layout', message: expect.stringContaining('"generator.decode" but received 2') as string }));
    expect(() => recognise(layoutShapes({ ...BASE, generatorWidths: [3, 3] }))).toThrow(expect.objectContaining({ code: 'checkpoint-layout' }));
    expect(() => recognise(layoutShapes({ ...BASE, generatorWidths: Array.from({ length: 8 }, () => 3) }))).toThrow(expect.objectContaining({ code: 'checkpoint-layout' }));
    expect(() => recognise(layoutShapes({ ...BASE, residualBlocks: 1 }))).toThrow(expect.objectContaining({ code: 'checkpoint-layout' }));
  });

  it('refuses what is no L2M-GAN at all', () => {
    expect(() => recognise({ 'layer1.0.conv1.weight': [64, 64, 3, 3] })).toThrow(expect.objectContaining({ code: 'checkpoint-missing-key' }));
  });
});

describe('recogniseModel with a landmark network', () => {
  const OFFICIAL: LayoutOptions = { residualBlocks: 6, generatorWidths: [3, 5, 5, 6, 6, 6, 6, 6], fan: true };

  it('turns the high-pass skips on and leaves the shortcuts of the decoder alone', () => {
    const { spec, skippedKeys } = recognise(layoutShapes(OFFICIAL));
    expect(spec.hasHighPassSkips).toBe(true);
    expect(skippedKeys.filter((key) => !key.endsWith('num_batches_tracked'))).toEqual(['generator.decode.4.conv1x1.weight', 'generator.decode.6.conv1x1.weight']);
    expect(highPassSkips(spec)).toEqual([
      { name: 'skip32', sidePx: 32, channels: 6, encodeBlock: 3, mask: 'mask0' },
      { name: 'skip64', sidePx: 64, channels: 5, encodeBlock: 2, mask: 'mask1' },
      { name: 'skip128', sidePx: 128, channels: 5, encodeBlock: 1, mask: 'mask1' },
    ]);
  });

  it('needs no decoder shortcuts', () => {
    expect(() => recognise(without(layoutShapes(OFFICIAL), 'generator.decode.4.conv1x1', 'generator.decode.6.conv1x1'))).not.toThrow();
    expect(() => recognise(without(layoutShapes({ ...OFFICIAL, fan: false }), 'generator.decode.4.conv1x1'))).toThrow(expect.objectContaining({ code: 'checkpoint-missing-key' }));
  });

  it.each([
    [{ residualBlocks: 4, generatorWidths: [3, 3, 3, 3, 3, 3] }, [32, 64], [1, 0]],
    [{ residualBlocks: 3, generatorWidths: [3, 3, 3, 3] }, [32], [0]],
    [{ residualBlocks: 2, generatorWidths: [3, 3, 3, 3] }, [], []],
    // Content of 64 px: of the three features of that size the last is kept.
    [{ residualBlocks: 6, generatorWidths: [3, 3, 3, 3, 3] }, [64, 128], [3, 1]],
  ])('takes the features that there are: %o', (options, sides, blocks) => {
    const skips = highPassSkips(recognise(layoutShapes({ ...options, fan: true })).spec);
    expect(skips.map(({ sidePx }) => sidePx)).toEqual(sides);
    expect(skips.map(({ encodeBlock }) => encodeBlock)).toEqual(blocks);
  });

  it.each([
    'fan.conv1.conv.bias', 'fan.bn1.running_var', 'fan.conv4.downsample.2.weight', 'fan.m0.coordconv.conv.weight', 'fan.m0.b2_plus_1.conv3.weight',
    'fan.m0.b3_4.bn2.running_mean', 'fan.top_m_0.bn1.bias', 'fan.bn_end0.weight', 'fan.l0.bias',
  ])('names a missing %s', (key) => {
    expect(() => recognise(without(layoutShapes(OFFICIAL), key))).toThrow(expect.objectContaining({ code: 'checkpoint-missing-key', message: expect.stringContaining(`"${key}"`) as string }));
  });

  it.each([
    ['fan.conv1.conv.weight', [4, 3, 7, 7], 'checkpoint-shape', 'Expected shape [C, 6, 7, 7]'],
    ['fan.m0.coordconv.conv.weight', [16, 16, 1, 1], 'checkpoint-shape', 'Expected shape [C, 19, 1, 1]'],
    ['fan.m0.b1_2.conv3.weight', [3, 4, 3, 3], 'checkpoint-missing-key', '"fan.m0.b1_2.downsample.0.weight"'],
    ['fan.l0.weight', [68, 16, 1, 1], 'checkpoint-shape', '"fan.l0.bias"'],
  ])('names a misshapen %s', (key, shape, code, message) => {
    expect(() => recognise({ ...layoutShapes(OFFICIAL), [key]: shape })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) as string }));
  });

  it('refuses a network of 68 landmarks', () => {
    const shapes = { ...layoutShapes(OFFICIAL), 'fan.l0.weight': [69, 16, 1, 1], 'fan.l0.bias': [69] };
    expect(() => recognise(shapes)).toThrow(expect.objectContaining({ code: 'checkpoint-layout', message: 'Expected at least 98 landmarks for "fan.l0" but received 69.' }));
  });

  it('refuses a decoder that the skips do not fit', () => {
    const shapes = layoutShapes(OFFICIAL);
    for (const [key, shape] of Object.entries(layoutShapes({ ...OFFICIAL, generatorWidths: [3, 5, 5, 5, 6, 6, 6, 6] }))) if (key.startsWith('generator.decode')) shapes[key] = shape;
    expect(() => recognise(shapes)).toThrow(expect.objectContaining({ code: 'checkpoint-layout', message: 'Expected 6 channels, as in the encoder at 32 px, for "generator.decode.3" but received 5.' }));
  });
});

describe('recogniseModel of the unofficial reimplementation', () => {
  const reimplemented = (place: string): Shapes => {
    const shapes = without(layoutShapes(BASE), 'style_encoder.transform1', 'style_encoder.transform2');
    for (const prefix of [`${place}.decomposer`, `${place}.domain_transformer.0`, `${place}.domain_transformer.1`]) {
      for (const layer of [0, 2, 4, 6]) Object.assign(shapes, { [`${prefix}.${layer}.weight`]: [6, 6], [`${prefix}.${layer}.bias`]: [6] });
    }
    return shapes;
  };

  it.each(['style_transformer', 'style_encoder.style_transformer', 'style_encoder'])('finds decomposer and transformers in "%s"', (place) => {
    expect(recognise(reimplemented(place)).spec).toMatchObject({
      decomposer: { prefix: `${place}.decomposer`, layerCount: 4, endsWithRelu: true },
      transformers: { prefix: `${place}.domain_transformer`, layerCount: 4, endsWithRelu: false },
    });
  });

  it('knows the published names', () => {
    expect(recognise(layoutShapes(BASE)).spec).toMatchObject({
      decomposer: { prefix: 'style_encoder.transform1', layerCount: 3, endsWithRelu: false },
      transformers: { prefix: 'style_encoder.transform2', layerCount: 3, endsWithRelu: false },
    });
  });

  it('refuses both names at once, a fifth layer and a third domain', () => {
    const shapes = reimplemented('style_transformer');
    expect(() => recognise({ ...layoutShapes(BASE), ...shapes })).toThrow(expect.objectContaining({
      code: 'checkpoint-layout', message: 'Expected one decomposer for the style code but received "style_encoder.transform1" and "style_transformer.decomposer".',
    }));
    expect(() => recognise({ ...shapes, 'style_transformer.decomposer.8.weight': [6, 6] })).toThrow(expect.objectContaining({ code: 'checkpoint-layout' }));
    expect(() => recognise({ ...shapes, 'style_transformer.domain_transformer.2.0.weight': [6, 6] })).toThrow(expect.objectContaining({ code: 'checkpoint-layout' }));
  });

  it('names a missing layer', () => {
    expect(() => recognise(without(reimplemented('style_transformer'), 'style_transformer.decomposer.6.weight'))).toThrow(expect.objectContaining({
      code: 'checkpoint-missing-key', message: expect.stringContaining('"style_transformer.decomposer.6.weight"') as string,
    }));
  });
});

describe('recogniseModel on StarGAN v2’s layout', () => {
  const linear = (prefix: string, out: number, into: number): Shapes => ({ [`${prefix}.weight`]: [out, into], [`${prefix}.bias`]: [out] });
  const mapping: Shapes = {
    ...linear('mapping_network.shared.0', 9, 4), ...linear('mapping_network.shared.2', 9, 9),
    ...linear('mapping_network.unshared.0.0', 8, 9), ...linear('mapping_network.unshared.0.2', 6, 8),
    ...linear('mapping_network.unshared.1.0', 8, 9), ...linear('mapping_network.unshared.1.2', 6, 8),
  };
  const base: LayoutOptions = { ...BASE, classifierAttributes: 0 };
  const whole = without(layoutShapes(base), 'style_encoder.transform');
  const shapes = { ...whole, ...mapping };

  it('finds a mapping network in place of decomposer and transformers, at any depth and width', () => {
    const { spec, skippedKeys } = recognise(shapes);
    expect(spec.mapping).toEqual({
      latentDim: 4, shared: { prefix: 'mapping_network.shared', layerCount: 2, endsWithRelu: true }, unshared: { prefix: 'mapping_network.unshared', layerCount: 2, endsWithRelu: false },
    });
    expect([spec.decomposer, skippedKeys]).toEqual([undefined, []]);
  });

  it('names what is missing, misshapen or too many, and takes L2M-GAN’s parts for what they are where both are there', () => {
    const thrown = (changed: Shapes): unknown => { try { recognise(changed); return undefined; } catch (error) { return error; } };
    expect(thrown(without(shapes, 'mapping_network.unshared.1.2.bias'))).toMatchObject({ code: 'checkpoint-missing-key', message: expect.stringContaining('mapping_network.unshared.1.2.bias') as string });
    expect(thrown({ ...shapes, 'mapping_network.unshared.1.0.weight': [7, 9] })).toMatchObject({ code: 'checkpoint-shape' });
    expect(thrown({ ...shapes, 'mapping_network.unshared.0.2.weight': [5, 8] })).toMatchObject({ code: 'checkpoint-shape' });
    expect(thrown({ ...shapes, ...linear('mapping_network.unshared.2.0', 8, 9) })).toMatchObject({ code: 'checkpoint-layout' });
    expect(thrown(whole)).toMatchObject({ code: 'checkpoint-missing-key', message: expect.stringContaining('style_encoder.transform1.0.weight') as string });
    expect(recognise({ ...layoutShapes(base), ...mapping }).spec.mapping).toBeUndefined();
  });

  it('has named domains: the published ones by their number and masks, else placeholders, never attributes', () => {
    const { spec } = recognise(shapes);
    const ids = (of: Parameters<typeof buildDomainTable>[0], given = {}): unknown => { const { kind, ...table } = buildDomainTable(of, undefined, given); return [kind, ...('names' in table ? table.names : []).map(({ id }) => id)]; };
    expect(ids(spec)).toEqual(['named', 'domain-1', 'domain-2']);
    expect(ids({ ...spec, hasHighPassSkips: true })).toEqual(['named', 'female', 'male']);
    expect(ids({ ...spec, domainCount: 3 })).toEqual(['named', 'cat', 'dog', 'wild']);
    expect(ids(spec, { attributes: [{ id: 'Day' }, { id: 'Night' }] })).toEqual(['named', 'day', 'night']);
  });
});
