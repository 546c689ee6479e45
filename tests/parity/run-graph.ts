import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import type { Golden } from './goldens.ts';

const runtime = createNodeRuntime(1);

/** Runs a graph once in native onnxruntime. */
export async function runGraph(model: Uint8Array<ArrayBuffer>, inputs: Readonly<Record<string, Golden>>): Promise<ReadonlyMap<string, Golden>> {
  const session = await runtime.createSession(model);
  const tensors = Object.entries(inputs).map(([name, { dims, samples }]) => [name, runtime.tensor(samples, dims)] as const);
  const outputs = await session.run(Object.fromEntries(tensors));
  const read = new Map<string, Golden>();
  for (const [name, tensor] of Object.entries(outputs)) {
    read.set(name, { dims: [...tensor.dims], samples: await tensor.read() });
    tensor.dispose();
  }
  for (const [, tensor] of tensors) tensor.dispose();
  await session.release();
  return read;
}
