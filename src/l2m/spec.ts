/** The graphs that a bundle may hold: the contract between converter and engine (design section 3). */
export const GRAPH_NAMES = [
  'style-encoder',
  'style-transformer',
  'mapping-network',
  'landmark-heatmaps',
  'content-encoder',
  'decoder',
  'attribute-classifier',
] as const;

export type GraphName = (typeof GRAPH_NAMES)[number];

/** A residual block as its weights describe it. */
export interface BlockSpec {
  readonly channelsIn: number;
  readonly channelsOut: number;
  /** Encoder: halves the resolution. Decoder: doubles it. */
  readonly resamples: boolean;
}

/** Linear layers `<prefix>.0`, `<prefix>.2`, ... with a ReLU between neighbours. */
export interface MlpSpec {
  readonly prefix: string;
  readonly layerCount: number;
  /** Whether a ReLU follows the last layer too. */
  readonly endsWithRelu: boolean;
}

/** L2M-GAN: a style code is split, and its related part moved. */
export interface SplitStyle {
  /** Gives the unrelated part of a style code. */
  readonly decomposer: MlpSpec;
  /** Move the related part to domain d; that one's layers are `<prefix>.<d>.0`, ... */
  readonly transformers: MlpSpec;
  readonly mapping?: undefined;
}

/** StarGAN v2: a style code is whole, and those of other domains are made of random latents. */
export interface MappedStyle {
  readonly decomposer?: undefined;
  readonly transformers?: undefined;
  readonly mapping: {
    readonly latentDim: number;
    /** All domains share these layers. */
    readonly shared: MlpSpec;
    /** Then come those of domain d: `<prefix>.<d>.0`, ... */
    readonly unshared: MlpSpec;
  };
}

interface NetworkSpec {
  readonly imageSizePx: number;
  /** 2 where the networks work at half the picture's size: their first convolution halves, the generator's last gives 2x2 pixels a place. */
  readonly patchPx: 1 | 2;
  readonly styleDim: number;
  readonly domainCount: number;
  readonly encodeBlocks: readonly BlockSpec[];
  readonly decodeBlocks: readonly BlockSpec[];
  /** Residual blocks of the style encoder's trunk; all of them halve the resolution. */
  readonly styleBlocks: readonly BlockSpec[];
  /** With landmark heatmaps the decoder has high-pass skips and no shortcuts. */
  readonly hasHighPassSkips: boolean;
  /** The generator also says how far each pixel is its own; what it does not claim is the source's. */
  readonly hasAttention: boolean;
  /** And where in the source's crop what it does not claim is taken from; never without attention. */
  readonly hasFlow: boolean;
  /** And how that is relit, its lines strengthened or smoothed; never without a flow. */
  readonly hasLight: boolean;
  /** And twice as far, from black to white, by a layer of its own. */
  readonly hasFarLight: boolean;
  /** Number of logits of `attribute_classifier`, 0 without one. */
  readonly classifierAttributeCount: number;
  /** Windows of the crop that the classifier looks at beside the whole, each with blocks of its own. */
  readonly classifierWindowCount: number;
  /** Output channels of each classifier block. */
  readonly classifierChannels: readonly number[];
}

/** Everything that the keys and shapes of a checkpoint say about its model. */
export type ModelSpec = NetworkSpec & (SplitStyle | MappedStyle);
