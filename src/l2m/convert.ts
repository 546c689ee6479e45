import type { Checkpoint, TensorDType } from '../checkpoint/checkpoint.ts';
import { throwIfCancelled, type CancelToken } from '../core/cancel.ts';
import { GraphBuilder, type WeightStorage } from '../onnx/graph-builder.ts';
import { emitAttributeClassifier } from './emit/attribute-classifier.ts';
import type { Emit } from './emit/blocks.ts';
import { emitContentEncoder } from './emit/content-encoder.ts';
import { emitDecoder } from './emit/decoder.ts';
import { emitStyleEncoder } from './emit/style-encoder.ts';
import { emitStyleTransformer } from './emit/style-transformer.ts';
import { WeightSource } from './emit/weight-source.ts';
import { recogniseModel } from './recognise.ts';
import type { GraphName, ModelSpec } from './spec.ts';

export interface ConvertOptions {
  readonly storage: WeightStorage;
  /** `totalBytes` is fixed, `doneBytes` grows and ends at it. */
  readonly onProgress?: (progress: ConvertProgress) => void;
  readonly signal?: CancelToken;
}

/** Bytes of the checkpoint's used tensors. */
export interface ConvertProgress {
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A graph as an `.onnx` file, with what it costs. */
export interface EmittedGraph {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly parameters: number;
  /** Of one run with every free size 1. */
  readonly multiplyAdds: number;
}

export interface Conversion {
  readonly spec: ModelSpec;
  readonly storage: WeightStorage;
  /** In the contract's order. */
  readonly graphs: ReadonlyMap<GraphName, EmittedGraph>;
  readonly usedKeys: readonly string[];
  readonly skippedKeys: readonly string[];
}

type Emitter = (emit: Emit, spec: ModelSpec) => Promise<void>;

/**
 * Turns a checkpoint into ONNX graphs, one at a time, reading every used tensor once.
 * @throws AppError with the codes of `recogniseModel` and of the checkpoint's reader, `float16-overflow`; an AbortError when cancelled
 */
export async function convertCheckpoint(checkpoint: Checkpoint, options: ConvertOptions): Promise<Conversion> {
  const { spec, usedKeys, skippedKeys } = recogniseModel(checkpoint);
  const weights = new WeightSource(checkpoint, progressByBytes(checkpoint, usedKeys, options));
  const graphs = new Map<GraphName, EmittedGraph>();
  for (const [name, emitter] of emittersFor(spec)) {
    const graph = new GraphBuilder(name, options.storage);
    await emitter({ graph, weights }, spec);
    graphs.set(name, { bytes: graph.finish(), parameters: graph.parameters, multiplyAdds: graph.multiplyAdds });
  }
  return { spec, storage: options.storage, graphs, usedKeys, skippedKeys };
}

function emittersFor(spec: ModelSpec): readonly (readonly [GraphName, Emitter])[] {
  const always: readonly (readonly [GraphName, Emitter])[] = [
    ['style-encoder', emitStyleEncoder],
    ['style-transformer', emitStyleTransformer],
    ['content-encoder', emitContentEncoder],
    ['decoder', emitDecoder],
  ];
  return spec.classifierAttributeCount > 0 ? [...always, ['attribute-classifier', emitAttributeClassifier]] : always;
}

const DTYPE_BYTES: Readonly<Record<TensorDType, number>> = {
  float64: 8, int64: 8, float32: 4, int32: 4, float16: 2, bfloat16: 2, int16: 2, int8: 1, uint8: 1, bool: 1,
};

/** Called around each read: throws when cancelled, reports afterwards. */
function progressByBytes(checkpoint: Checkpoint, usedKeys: readonly string[], { onProgress, signal }: ConvertOptions) {
  const sizeOf = (key: string): number => {
    const entry = checkpoint.tensors.get(key);
    return entry === undefined ? 0 : DTYPE_BYTES[entry.dtype] * entry.shape.reduce((product, size) => product * size, 1);
  };
  const totalBytes = usedKeys.reduce((sum, key) => sum + sizeOf(key), 0);
  let doneBytes = 0;
  onProgress?.({ doneBytes, totalBytes });
  return {
    beforeRead: () => { throwIfCancelled(signal); },
    afterRead: (key: string) => {
      doneBytes += sizeOf(key);
      onProgress?.({ doneBytes, totalBytes });
    },
  };
}
