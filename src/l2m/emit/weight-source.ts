import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { GraphBuilder, Value } from '../../onnx/graph-builder.ts';

/** A tensor's samples, row-major float32, with their shape. */
export interface Weight {
  readonly shape: readonly number[];
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Told of every read; `beforeRead` may throw to cancel. */
export interface ReadObserver {
  readonly beforeRead: () => void;
  readonly afterRead: (key: string) => void;
}

/** As much of a checkpoint as the emitters need. */
export type WeightTable = Pick<Checkpoint, 'tensors' | 'readFloat32'>;

/** Reads a checkpoint's tensors for the emitters. */
export class WeightSource {
  readonly #checkpoint: WeightTable;
  readonly #observer: ReadObserver;

  constructor(checkpoint: WeightTable, observer: ReadObserver) {
    this.#checkpoint = checkpoint;
    this.#observer = observer;
  }

  async read(key: string): Promise<Weight> {
    this.#observer.beforeRead();
    const samples = await this.#checkpoint.readFloat32(key);
    this.#observer.afterRead(key);
    return { shape: this.#checkpoint.tensors.get(key)?.shape ?? [], samples };
  }

  /** Reads a tensor and stores it in the graph under its key. */
  async into(graph: GraphBuilder, key: string): Promise<Value> {
    const { shape, samples } = await this.read(key);
    return graph.weight(key, shape, samples);
  }
}
