/** Element types that a checkpoint may hold. */
export type TensorDType = 'float32' | 'float16' | 'bfloat16' | 'float64' | 'int64' | 'int32' | 'int16' | 'int8' | 'uint8' | 'bool';

/** A plain, inert value out of a checkpoint: what `meta` holds. */
export type PlainValue = null | boolean | number | string | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** What is known of a tensor before its bytes are read. */
export interface TensorEntry {
  /** Full key, levels joined by dots: `generator.encode.0.conv1.weight`. */
  readonly key: string;
  readonly dtype: TensorDType;
  readonly shape: readonly number[];
}

/** A checkpoint whose table of contents is known and whose tensors are read one at a time, when asked for. */
export interface Checkpoint {
  readonly format: 'torch-zip' | 'torch-legacy' | 'safetensors';
  readonly sizeBytes: number;
  /** By full key, in the file's order. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
  /** Plain values that stand beside the tensors, nested as saved: `{ meta: { attributes: [...] } }`. */
  readonly plain: { readonly [key: string]: PlainValue };
  /**
   * The tensor as contiguous row-major float32; integers and booleans are converted.
   * @throws AppError `checkpoint-missing-key`, `checkpoint-truncated`, `checkpoint-not-finite`
   */
  readFloat32(key: string): Promise<Float32Array<ArrayBuffer>>;
}
