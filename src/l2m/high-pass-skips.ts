import type { BlockSpec, ModelSpec } from './spec.ts';

/** Sides of the features that pass by the bottleneck, where the model has features of that size. */
const SKIP_SIDES_PX = [32, 64, 128] as const;

/** A feature of the encoder that the decoder gets back, masked and high-pass filtered. */
export interface HighPassSkip {
  readonly name: string;
  readonly sidePx: number;
  readonly channels: number;
  /** The encoder block that the feature enters; of several of one size the last. */
  readonly encodeBlock: number;
  readonly mask: 'mask0' | 'mask1';
}

type Blocks = Pick<ModelSpec, 'imageSizePx' | 'patchPx' | 'encodeBlocks' | 'decodeBlocks' | 'hasHighPassSkips'>;

/** The skips of a model, smallest first; none without landmark heatmaps. */
export function highPassSkips(spec: Blocks): readonly HighPassSkip[] {
  if (!spec.hasHighPassSkips) return [];
  const outputs = decodedSidesPx(spec);
  const inputs = [spec.imageSizePx, ...sidesAfter(spec.imageSizePx, spec.encodeBlocks, 0.5)];
  return SKIP_SIDES_PX.flatMap((sidePx) => {
    const encodeBlock = spec.encodeBlocks.findLastIndex((_, i) => inputs[i] === sidePx);
    const channels = spec.encodeBlocks[encodeBlock]?.channelsIn;
    if (channels === undefined || !outputs.includes(sidePx)) return [];
    return [{ name: `skip${sidePx}`, sidePx, channels, encodeBlock, mask: sidePx === 32 ? 'mask0' : 'mask1' }];
  });
}

/** Side of the content features. */
export function contentSidePx({ imageSizePx, patchPx, encodeBlocks }: Pick<Blocks, 'imageSizePx' | 'patchPx' | 'encodeBlocks'>): number {
  return imageSizePx / patchPx / 2 ** encodeBlocks.filter((block) => block.resamples).length;
}

/** Side of what each decoder block gives. */
export function decodedSidesPx(spec: Omit<Blocks, 'hasHighPassSkips'>): readonly number[] {
  return sidesAfter(contentSidePx(spec), spec.decodeBlocks, 2);
}

function sidesAfter(sidePx: number, blocks: readonly BlockSpec[], factor: number): readonly number[] {
  return blocks.map((_, i) => sidePx * factor ** blocks.slice(0, i + 1).filter(({ resamples }) => resamples).length);
}
