import { LANDMARKS } from './emit/heatmap-masks.ts';
import type { KeyReader } from './key-reader.ts';
import { layoutError } from './layout-error.ts';

const LEVELS = [4, 3, 2, 1] as const;

/**
 * Checks the landmark network's keys and shapes, at any widths.
 * @throws AppError `checkpoint-missing-key`, `checkpoint-shape`, `checkpoint-layout`
 */
export function recogniseFan(keys: KeyReader): void {
  // Three image channels, then three coordinates.
  const [stem] = keys.expect('fan.conv1.conv.weight', ['C', 6, 7, 7]);
  keys.expect('fan.conv1.conv.bias', [stem]);
  recogniseBatchNorm(keys, 'fan.bn1', stem);
  const width = ['fan.conv2', 'fan.conv3', 'fan.conv4'].reduce((channels, block) => recogniseBlock(keys, block, channels), stem);
  const [features] = keys.expect('fan.m0.coordconv.conv.weight', ['C', width + 3, 1, 1]);
  keys.expect('fan.m0.coordconv.conv.bias', [features]);
  const blocks = LEVELS.flatMap((level) => [`b1_${level}`, `b2_${level}`, `b3_${level}`]);
  for (const block of [...blocks, 'b2_plus_1']) expectSameWidth(keys, `fan.m0.${block}`, features);
  expectSameWidth(keys, 'fan.top_m_0', features);
  const [last] = keys.expect('fan.conv_last0.weight', ['C', features, 1, 1]);
  keys.expect('fan.conv_last0.bias', [last]);
  recogniseBatchNorm(keys, 'fan.bn_end0', last);
  const [landmarks] = keys.expect('fan.l0.weight', ['L', last, 1, 1]);
  keys.expect('fan.l0.bias', [landmarks]);
  if (landmarks < LANDMARKS) throw layoutError(`at least ${LANDMARKS} landmarks`, '"fan.l0"', landmarks);
}

/** Output channels of a block. */
function recogniseBlock(keys: KeyReader, prefix: string, channelsIn: number): number {
  let [channels, sum] = [channelsIn, 0];
  for (const layer of [1, 2, 3]) {
    recogniseBatchNorm(keys, `${prefix}.bn${layer}`, channels);
    [channels] = keys.expect(`${prefix}.conv${layer}.weight`, ['C', channels, 3, 3]);
    sum += channels;
  }
  if (sum === channelsIn) return sum;
  recogniseBatchNorm(keys, `${prefix}.downsample.0`, channelsIn);
  keys.expect(`${prefix}.downsample.2.weight`, [sum, channelsIn, 1, 1]);
  return sum;
}

/** Blocks of the hourglass are added to one another. */
function expectSameWidth(keys: KeyReader, prefix: string, channels: number): void {
  const received = recogniseBlock(keys, prefix, channels);
  if (received !== channels) throw layoutError(`${channels} channels`, `"${prefix}"`, received);
}

function recogniseBatchNorm(keys: KeyReader, prefix: string, channels: number): void {
  for (const part of ['weight', 'bias', 'running_mean', 'running_var']) keys.expect(`${prefix}.${part}`, [channels]);
}
