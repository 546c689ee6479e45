import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { AppError } from '../core/app-error.ts';
import type { Runtime } from '../engine/runtime.ts';
import { emitAttributeClassifier } from '../l2m/emit/attribute-classifier.ts';
import { WeightSource, type WeightTable } from '../l2m/emit/weight-source.ts';
import { KeyReader } from '../l2m/key-reader.ts';
import { recogniseClassifier } from '../l2m/recognise-classifier.ts';
import { GraphBuilder } from '../onnx/graph-builder.ts';
import { openFileByteSource } from './node-byte-source.ts';

/** A second classifier that had no part in training. */
export interface Judge {
  /** Logits `[k]`, positive for on, of a picture `[1,3,S,S]` float32 NCHW in [-1,1]. */
  logits(image: Float32Array<ArrayBuffer>): Promise<Float32Array<ArrayBuffer>>;
  close(): Promise<void>;
}

const PREFIX = 'attribute_classifier.';

/**
 * Converts a trainer's `judge.pt` with the converter that makes bundles, in memory.
 * @throws AppError with the codes of `openCheckpoint` and `recogniseClassifier`, `judge-layout`
 */
export async function openJudge(path: string, imageSizePx: number, runtime: Runtime): Promise<Judge> {
  await using source = await openFileByteSource(path);
  const checkpoint = underPrefix(await openCheckpoint(source));
  const graph = new GraphBuilder('judge', 'float32');
  const weights = new WeightSource(checkpoint, { beforeRead: () => undefined, afterRead: () => undefined });
  await emitAttributeClassifier({ graph, weights }, { imageSizePx, ...expectClassifier(checkpoint) });
  const session = await runtime.createSession(graph.finish());
  return {
    async logits(image) {
      const input = runtime.tensor(image, [1, 3, imageSizePx, imageSizePx]);
      const { logits } = await session.run({ image: input });
      const values = await logits!.read();
      for (const tensor of [input, logits!]) tensor.dispose();
      return values;
    },
    close: () => session.release(),
  };
}

/** The file holds the classifier alone, so its keys lack the prefix that they have in a whole checkpoint. */
function underPrefix(checkpoint: Checkpoint): WeightTable {
  return {
    tensors: new Map([...checkpoint.tensors].map(([key, entry]) => [PREFIX + key, entry])),
    readFloat32: (key) => checkpoint.readFloat32(key.slice(PREFIX.length)),
  };
}

function expectClassifier({ tensors }: Pick<Checkpoint, 'tensors'>): ReturnType<typeof recogniseClassifier> {
  const found = recogniseClassifier(new KeyReader(tensors));
  if (found.classifierAttributeCount > 0) return found;
  throw new AppError({
    code: 'judge-layout', message: `Expected a classifier's weights ("blocks.0.0.weight", ...) for the judge but received ${tensors.size} other tensors.`,
    recovery: 'Give judge.pt of a training export.',
  });
}
