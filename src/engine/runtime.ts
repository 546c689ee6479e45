/** A tensor that lives where its runtime keeps it: in memory, or on the GPU until it is read. */
export interface RuntimeTensor {
  readonly dims: readonly number[];
  /** The samples, float32 row-major; downloads them when they are on the GPU. */
  read(): Promise<Float32Array<ArrayBuffer>>;
  /** Frees the tensor; reading it afterwards is an error. */
  dispose(): void;
}

/** A loaded graph. At most one `run` at a time in a runtime: the caller queues. */
export interface RuntimeSession {
  run(inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>>;
  release(): Promise<void>;
}

/** The border to onnxruntime: one implementation for browsers, one for Node. */
export interface Runtime {
  readonly kind: 'webgpu' | 'wasm' | 'native';
  readonly threads: number;
  /** Resolves with the reason when the GPU device is lost; absent where that cannot happen. */
  readonly lost?: Promise<string>;
  /** Wraps samples; the runtime may keep a view, so the caller must not write to `data` afterwards. */
  tensor(data: Float32Array<ArrayBuffer>, dims: readonly number[]): RuntimeTensor;
  /**
   * Loads a graph.
   * `keepOutputsOnDevice` names outputs that feed other graphs and are seldom read.
   * @throws AppError `session-failed`
   */
  createSession(model: Uint8Array<ArrayBuffer>, options?: { readonly keepOutputsOnDevice?: readonly string[] }): Promise<RuntimeSession>;
}
