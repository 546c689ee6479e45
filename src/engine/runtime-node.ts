import * as ort from 'onnxruntime-node';
import { AppError } from '../core/app-error.ts';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.ts';

/** Native onnxruntime on the CPU, for the command line and for tests. */
export function createNodeRuntime(threads: number): Runtime {
  return {
    kind: 'native',
    threads,
    tensor: (data, dims) => wrap(new ort.Tensor('float32', data, dims)),
    async createSession(model) {
      try {
        return sessionOver(await ort.InferenceSession.create(model, { executionProviders: ['cpu'], intraOpNumThreads: threads, logSeverityLevel: 3 }));
      } catch (cause) {
        throw new AppError({
          code: 'session-failed',
          message: `Expected a graph that onnxruntime loads but received ${model.length} bytes that it refuses.`,
          cause,
          recovery: 'Convert the checkpoint again, or get the bundle again from where it came.',
        });
      }
    },
  };
}

/** The wrapped tensors' originals; what is not in here was not made by this runtime, or was disposed. */
const originals = new WeakMap<RuntimeTensor, ort.Tensor>();

function wrap(tensor: ort.Tensor): RuntimeTensor {
  const wrapped: RuntimeTensor = {
    dims: tensor.dims,
    // Reads a copy: the native buffer goes when the tensor is disposed.
    read: () => Promise.resolve(Float32Array.from(dataOf(unwrap(wrapped)))),
    dispose: () => {
      originals.delete(wrapped);
      tensor.dispose();
    },
  };
  originals.set(wrapped, tensor);
  return wrapped;
}

function unwrap(tensor: RuntimeTensor): ort.Tensor {
  const original = originals.get(tensor);
  if (original !== undefined) return original;
  throw new AppError({ code: 'tensor-disposed', message: 'Expected a live tensor of this runtime but received a disposed or foreign one.' });
}

function dataOf(tensor: ort.Tensor): Float32Array {
  if (tensor.data instanceof Float32Array) return tensor.data;
  throw new AppError({ code: 'tensor-type', message: `Expected float32 samples for a graph's output but received ${tensor.type}.` });
}

function sessionOver(session: ort.InferenceSession): RuntimeSession {
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, unwrap(tensor)]));
      const outputs = await session.run(feeds);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, wrap(tensor)]));
    },
    release: () => session.release(),
  };
}
