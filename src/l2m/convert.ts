import type { Checkpoint, TensorDType } from '../checkpoint/checkpoint.ts';
import { throwIfCancelled, type CancelToken } from '../core/cancel.ts';
import { GraphBuilder, type WeightStorage } from '../onnx/graph-builder.ts';
import { emitAttributeClassifier } from './emit/attribute-classifier.ts';
import type { Emit } from './emit/blocks.ts';
import { emitContentEncoder } from './emit/content-encoder.ts';
import { emitDecoder } from './emit/decoder.ts';
import { emitLandmarkHeatmaps } from './emit/landmark-heatmaps.ts';
import { emitMappingNetwork } from './emit/mapping-network.ts';
import { emitStyleEncoder } from './emit/style-encoder.ts';
import { emitStyleTransformer } from './emit/style-transformer.ts';
import { WeightSource } from './emit/weight-source.ts';
import { recogniseModel, type Recognition } from './recognise.ts';
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
 * Turns a checkpoint into ONNX graphs, all of them in memory, reading every used tensor once.
 * @throws AppError with the codes of `recogniseModel` and of `emitGraphs`
 */
export async function convertCheckpoint(checkpoint: Checkpoint, options: ConvertOptions): Promise<Conversion> {
  const recognition = recogniseModel(checkpoint);
  const graphs = new Map<GraphName, EmittedGraph>();
  for await (const [name, graph] of emitGraphs(checkpoint, recognition, options)) graphs.set(name, graph);
  return { ...recognition, storage: options.storage, graphs };
}

/**
 * Emits the graphs one after the other, in the contract's order: whoever lets go of each has one at a time in memory.
 * @throws AppError with the codes of the checkpoint's reader, `float16-overflow`; an AbortError when cancelled
 */
export async function* emitGraphs(
  checkpoint: Checkpoint, { spec, usedKeys }: Recognition, options: ConvertOptions,
): AsyncGenerator<readonly [GraphName, EmittedGraph], void, undefined> {
  const weights = new WeightSource(checkpoint, progressByBytes(checkpoint, usedKeys, options));
  for (const [name, emitter] of emittersFor(spec)) yield [name, await emitGraph(name, emitter, { spec, weights, storage: options.storage })];
}

/** Apart from `emitGraphs`, so that the builder and its weights are let go of before the graph is handed on. */
async function emitGraph(
  name: GraphName, emitter: Emitter, { spec, weights, storage }: { readonly spec: ModelSpec; readonly weights: WeightSource; readonly storage: WeightStorage },
): Promise<EmittedGraph> {
  const graph = new GraphBuilder(name, storage);
  await emitter({ graph, weights }, spec);
  return { bytes: graph.finish(), parameters: graph.parameters, multiplyAdds: graph.multiplyAdds };
}

function emittersFor(spec: ModelSpec): readonly (readonly [GraphName, Emitter])[] {
  const { hasHighPassSkips, classifierAttributeCount } = spec;
  return [
    ['style-encoder', emitStyleEncoder],
    spec.mapping ? ['mapping-network', (emit) => emitMappingNetwork(emit, spec)] : ['style-transformer', (emit) => emitStyleTransformer(emit, spec)],
    ...(hasHighPassSkips ? [['landmark-heatmaps', emitLandmarkHeatmaps] as const] : []),
    ['content-encoder', emitContentEncoder],
    ['decoder', emitDecoder],
    ...(classifierAttributeCount > 0 ? [['attribute-classifier', emitAttributeClassifier] as const] : []),
  ];
}

const DTYPE_BYTES: Readonly<Record<TensorDType, number>> = {
  float64: 8, int64: 8, float32: 4, int32: 4, float16: 2, bfloat16: 2, int16: 2, int8: 1, uint8: 1, bool: 1,
};

/** Elements and bytes of some of a checkpoint's tensors, as it stores them. */
export function sumTensors(checkpoint: Checkpoint, keys: readonly string[]): { readonly elements: number; readonly bytes: number } {
  let [elements, bytes] = [0, 0];
  for (const key of keys) {
    const entry = checkpoint.tensors.get(key);
    if (entry === undefined) continue;
    const count = entry.shape.reduce((product, size) => product * size, 1);
    elements += count;
    bytes += DTYPE_BYTES[entry.dtype] * count;
  }
  return { elements, bytes };
}

/** Called around each read: throws when cancelled, reports afterwards. */
function progressByBytes(checkpoint: Checkpoint, usedKeys: readonly string[], { onProgress, signal }: ConvertOptions) {
  const totalBytes = sumTensors(checkpoint, usedKeys).bytes;
  let doneBytes = 0;
  onProgress?.({ doneBytes, totalBytes });
  return {
    beforeRead: () => { throwIfCancelled(signal); },
    afterRead: (key: string) => {
      doneBytes += sumTensors(checkpoint, [key]).bytes;
      onProgress?.({ doneBytes, totalBytes });
    },
  };
}
