/** What a file may cost before it is refused; the defaults are far above any published checkpoint. */
export interface CheckpointLimits {
  /** Bytes of the pickle or header that describes the tensors, and of a zip's directory. */
  readonly maxIndexBytes: number;
  /** Steps of the unpickler. */
  readonly maxOpcodes: number;
  /** Values reached when the saved object is walked; shared ones count each time. */
  readonly maxValues: number;
  readonly maxTensors: number;
  /** Levels of nesting. */
  readonly maxDepth: number;
  /** Elements of one tensor. */
  readonly maxTensorElements: number;
  /** Bytes of one deflated zip entry once inflated. */
  readonly maxInflatedBytes: number;
}

export const DEFAULT_LIMITS: CheckpointLimits = {
  maxIndexBytes: 2 ** 24,
  maxOpcodes: 2_500_000,
  maxValues: 1_000_000,
  maxTensors: 50_000,
  maxDepth: 64,
  maxTensorElements: 2 ** 27,
  maxInflatedBytes: 2 ** 29,
};
