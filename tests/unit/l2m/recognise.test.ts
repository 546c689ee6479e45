import { describe, expect, it } from 'vitest';
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

  it('refuses high-pass skips and what is no L2M-GAN at all', () => {
    expect(() => recognise({ ...layoutShapes(BASE), 'fan.conv1.conv.weight': [64, 6, 7, 7] })).toThrow(expect.objectContaining({ code: 'checkpoint-high-pass-unsupported' }));
    expect(() => recognise({ 'layer1.0.conv1.weight': [64, 64, 3, 3] })).toThrow(expect.objectContaining({ code: 'checkpoint-missing-key' }));
  });
});
