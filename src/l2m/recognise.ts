import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { decodedSidesPx, highPassSkips } from './high-pass-skips.ts';
import { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';
import { recogniseClassifier } from './recognise-classifier.ts';
import { recogniseFan } from './recognise-fan.ts';
import { recogniseStyleMaker } from './recognise-mlps.ts';
import type { BlockSpec, ModelSpec } from './spec.ts';

/** What a checkpoint holds: its model, and which of its tensors make it up. */
export interface Recognition {
  readonly spec: ModelSpec;
  readonly usedKeys: readonly string[];
  readonly skippedKeys: readonly string[];
}

/**
 * Finds the model in a checkpoint by its keys and shapes alone.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseModel(checkpoint: Checkpoint): Recognition {
  const keys = new KeyReader(checkpoint.tensors);
  const hasHighPassSkips = keys.hasUnder('fan');
  if (hasHighPassSkips) recogniseFan(keys);
  const style = recogniseStyleEncoder(keys);
  const generator = recogniseGenerator(keys, style, hasHighPassSkips);
  const maker = recogniseStyleMaker(keys, style.styleDim, style.domainCount);
  const spec: ModelSpec = { ...style, ...maker, ...generator, hasHighPassSkips, ...recogniseClassifier(keys) };
  return { spec, usedKeys: keys.usedKeys(), skippedKeys: keys.skippedKeys() };
}

type StyleSpec = Pick<ModelSpec, 'imageSizePx' | 'patchPx' | 'styleDim' | 'domainCount' | 'styleBlocks'>;

function recogniseStyleEncoder(keys: KeyReader): StyleSpec {
  const patchPx = keys.shapeOf('style_encoder.shared.0.weight')?.[2] === stemKernel(2) ? 2 : 1;
  const firstChannels = recogniseStem(keys, 'style_encoder.shared.0', patchPx);
  const styleBlocks: BlockSpec[] = [];
  let channels = firstChannels;
  while (keys.hasUnder(`style_encoder.shared.${styleBlocks.length + 1}.conv1`)) {
    const block = recogniseEncodeBlock(keys, `style_encoder.shared.${styleBlocks.length + 1}`, channels, { normalised: false, resamples: true });
    styleBlocks.push(block);
    channels = block.channelsOut;
  }
  // An activation without weights stands between the blocks and the last convolution.
  const last = `style_encoder.shared.${styleBlocks.length + 2}`;
  const [features] = keys.expect(`${last}.weight`, ['C', channels, 4, 4]);
  keys.expect(`${last}.bias`, [features]);
  const heads = recogniseHeads(keys, features);
  return { imageSizePx: imageSizeOf(styleBlocks.length, patchPx), patchPx, ...heads, styleBlocks };
}

/** The first convolution of a network: over single pixels, or over patches that overlap by half. */
function recogniseStem(keys: KeyReader, prefix: string, patchPx: 1 | 2): number {
  const kernel = stemKernel(patchPx);
  const [channels] = keys.expect(`${prefix}.weight`, ['C', 3, kernel, kernel]);
  keys.expect(`${prefix}.bias`, [channels]);
  return channels;
}

function stemKernel(patchPx: 1 | 2): number {
  return patchPx === 1 ? 3 : 2 * patchPx;
}

function imageSizeOf(residualBlocks: number, patchPx: 1 | 2): number {
  const imageSizePx = patchPx * 4 * 2 ** residualBlocks;
  if (imageSizePx >= 16 && imageSizePx <= 1024) return imageSizePx;
  throw layoutError('2 to 8 residual blocks (16 to 1024 px)', '"style_encoder.shared"', residualBlocks);
}

function recogniseHeads(keys: KeyReader, features: number): Pick<ModelSpec, 'styleDim' | 'domainCount'> {
  const domainCount = keys.countUnder('style_encoder.unshared');
  if (domainCount < 2) throw layoutError('at least 2 domains', '"style_encoder.unshared"', domainCount);
  const [styleDim] = keys.expect('style_encoder.unshared.0.weight', ['S', features]);
  for (let d = 0; d < domainCount; d++) {
    keys.expect(`style_encoder.unshared.${d}.weight`, [styleDim, features]);
    keys.expect(`style_encoder.unshared.${d}.bias`, [styleDim]);
  }
  return { styleDim, domainCount };
}

type GeneratorSpec = Pick<ModelSpec, 'encodeBlocks' | 'decodeBlocks' | 'hasAttention' | 'hasFlow' | 'hasLight' | 'hasFarLight'>;

function recogniseGenerator(keys: KeyReader, { styleDim, imageSizePx, patchPx }: StyleSpec, hasHighPassSkips: boolean): GeneratorSpec {
  const width = recogniseStem(keys, 'generator.from_rgb', patchPx);
  const count = keys.countUnder('generator.encode');
  const halvings = count - 2;
  if (halvings < 0 || imageSizePx / patchPx / 2 ** halvings < 4) {
    throw layoutError(`2 to ${Math.log2(imageSizePx / patchPx)} blocks for an image of ${imageSizePx} px`, '"generator.encode"', count);
  }
  const encodeBlocks: BlockSpec[] = [];
  let channels = width;
  for (let i = 0; i < count; i++) {
    const block = recogniseEncodeBlock(keys, `generator.encode.${i}`, channels, { normalised: true, resamples: i < halvings });
    encodeBlocks.push(block);
    channels = block.channelsOut;
  }
  const decodeCount = keys.countUnder('generator.decode');
  if (decodeCount !== count) throw layoutError(`${count} blocks, as many as in "generator.encode",`, '"generator.decode"', decodeCount);
  const decodeBlocks: BlockSpec[] = [];
  for (let i = 0; i < count; i++) {
    const block = recogniseDecodeBlock(keys, `generator.decode.${i}`, channels, { resamples: i >= 2, styleDim, hasShortcut: !hasHighPassSkips });
    decodeBlocks.push(block);
    channels = block.channelsOut;
  }
  expectSkipsToFit({ imageSizePx, patchPx, encodeBlocks, decodeBlocks, hasHighPassSkips });
  keys.expect('generator.to_rgb.0.weight', [channels]);
  keys.expect('generator.to_rgb.0.bias', [channels]);
  const kernel = patchPx === 1 ? 1 : 3;
  // Three colours; with attention the share of them; with a flow its two directions; with light three colours more, and detail, unless they have a layer of their own.
  const places = patchPx ** 2;
  const rows = keys.shapeOf('generator.to_rgb.2.weight')?.[0];
  const planes = [10, 6, 4].find((count) => rows === count * places) ?? 3;
  keys.expect('generator.to_rgb.2.weight', [planes * places, channels, kernel, kernel]);
  keys.expect('generator.to_rgb.2.bias', [planes * places]);
  const hasFarLight = planes === 6 && keys.hasUnder('generator.to_light');
  if (hasFarLight) {
    keys.expect('generator.to_light.1.weight', [4 * places, channels, 1, 1]);
    keys.expect('generator.to_light.1.bias', [4 * places]);
  }
  return { encodeBlocks, decodeBlocks, hasAttention: planes > 3, hasFlow: planes > 4, hasLight: planes > 6 || hasFarLight, hasFarLight };
}

/** A skip is added to the decoder's feature of its size. */
function expectSkipsToFit(spec: Parameters<typeof highPassSkips>[0]): void {
  const sides = decodedSidesPx(spec);
  for (const { sidePx, channels } of highPassSkips(spec)) {
    const misfit = spec.decodeBlocks.findIndex(({ channelsOut }, i) => sides[i] === sidePx && channelsOut !== channels);
    if (misfit >= 0) throw layoutError(`${channels} channels, as in the encoder at ${sidePx} px,`, `"generator.decode.${misfit}"`, spec.decodeBlocks[misfit]?.channelsOut ?? 0);
  }
}

interface EncodeBlockKind {
  readonly normalised: boolean;
  readonly resamples: boolean;
}

function recogniseEncodeBlock(keys: KeyReader, prefix: string, channelsIn: number, kind: EncodeBlockKind): BlockSpec {
  keys.expect(`${prefix}.conv1.weight`, [channelsIn, channelsIn, 3, 3]);
  keys.expect(`${prefix}.conv1.bias`, [channelsIn]);
  const [channelsOut] = keys.expect(`${prefix}.conv2.weight`, ['C', channelsIn, 3, 3]);
  keys.expect(`${prefix}.conv2.bias`, [channelsOut]);
  for (const norm of kind.normalised ? ['norm1', 'norm2'] : []) {
    keys.expect(`${prefix}.${norm}.weight`, [channelsIn]);
    keys.expect(`${prefix}.${norm}.bias`, [channelsIn]);
  }
  if (channelsIn !== channelsOut) keys.expect(`${prefix}.conv1x1.weight`, [channelsOut, channelsIn, 1, 1]);
  return { channelsIn, channelsOut, resamples: kind.resamples };
}

interface DecodeBlockKind {
  readonly resamples: boolean;
  readonly styleDim: number;
  /** Models with high-pass skips save the shortcut's weights, but do not use them. */
  readonly hasShortcut: boolean;
}

function recogniseDecodeBlock(keys: KeyReader, prefix: string, channelsIn: number, kind: DecodeBlockKind): BlockSpec {
  const [channelsOut] = keys.expect(`${prefix}.conv1.weight`, ['C', channelsIn, 3, 3]);
  keys.expect(`${prefix}.conv1.bias`, [channelsOut]);
  keys.expect(`${prefix}.conv2.weight`, [channelsOut, channelsOut, 3, 3]);
  keys.expect(`${prefix}.conv2.bias`, [channelsOut]);
  keys.expect(`${prefix}.norm1.fc.weight`, [2 * channelsIn, kind.styleDim]);
  keys.expect(`${prefix}.norm1.fc.bias`, [2 * channelsIn]);
  keys.expect(`${prefix}.norm2.fc.weight`, [2 * channelsOut, kind.styleDim]);
  keys.expect(`${prefix}.norm2.fc.bias`, [2 * channelsOut]);
  if (kind.hasShortcut && channelsIn !== channelsOut) keys.expect(`${prefix}.conv1x1.weight`, [channelsOut, channelsIn, 1, 1]);
  return { channelsIn, channelsOut, resamples: kind.resamples };
}
