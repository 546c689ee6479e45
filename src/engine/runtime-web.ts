import type { InferenceSession, Tensor } from 'onnxruntime-web';
import wasmModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import asyncifyModuleUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import { AppError, describe } from '../core/app-error.ts';
import { loadPart } from '../core/part.ts';
import type { OrtFlavour } from './engine-protocol.ts';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.ts';

type Ort = typeof import('onnxruntime-web');

/** The build's WebAssembly file, so that its download can be counted, and its size where the server would not say. */
export function ortWasmFile(flavour: OrtFlavour, folder?: string): { readonly url: string; readonly bytes: number } {
  return flavour === 'webgpu'
    ? { url: ortFile(folder, 'ort-wasm-simd-threaded.asyncify.wasm', asyncifyUrl), bytes: __ORT_WASM_BYTES__.webgpu }
    : { url: ortFile(folder, 'ort-wasm-simd-threaded.wasm', wasmUrl), bytes: __ORT_WASM_BYTES__.wasm };
}

/** A file of onnxruntime-web: from the folder that the page named (an absolute URL ending in "/"), else the one beside this code. */
function ortFile(folder: string | undefined, name: string, besideUs: string): string {
  return folder === undefined ? new URL(besideUs, import.meta.url).href : new URL(name, folder).href;
}

/** Loads a build once. All its addresses are our own: without `wasmPaths.mjs` thread workers load our bundle and hang. */
export async function loadOrt(flavour: OrtFlavour, wasmBinary: Uint8Array<ArrayBuffer>, threads: number, folder?: string): Promise<Ort> {
  const ort = await loadPart<Ort>('the runtime', () => (flavour === 'webgpu' ? import('onnxruntime-web/webgpu') : import('onnxruntime-web/wasm')));
  const mjs = flavour === 'webgpu' ? ortFile(folder, 'ort-wasm-simd-threaded.asyncify.mjs', asyncifyModuleUrl) : ortFile(folder, 'ort-wasm-simd-threaded.mjs', wasmModuleUrl);
  // onnxruntime imports it too, and keeps a failure for ever: it must not be the first to ask.
  await loadPart('the runtime', () => import(/* @vite-ignore */ mjs));
  ort.env.wasm.wasmPaths = { mjs, wasm: ortWasmFile(flavour, folder).url };
  ort.env.wasm.wasmBinary = wasmBinary;
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  return ort;
}

/**
 * A runtime on a loaded build. Exactly one execution provider is named: a list would fall back in silence.
 * Concurrent `run` calls on WebGPU deadlock without a rejection; the caller queues.
 */
export function webRuntime(ort: Ort, kind: 'webgpu' | 'wasm', threads: number): Runtime {
  const provider: InferenceSession.ExecutionProviderConfig = kind === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : 'wasm';
  let announceLoss: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => { announceLoss = resolve; });
  let watched = false;
  const watchDevice = async (): Promise<void> => {
    if (watched || kind !== 'webgpu') return;
    watched = true;
    const device = (await ort.env.webgpu.device) as GPUDevice | undefined;
    void device?.lost.then((info) => { announceLoss(info.message || 'the device was lost'); });
  };
  return {
    kind,
    threads,
    ...(kind === 'webgpu' ? { lost } : {}),
    tensor: (data, dims) => wrapTensor(new ort.Tensor('float32', data, dims)),
    async createSession(model, options = {}) {
      const onDevice = kind === 'webgpu' ? options.keepOutputsOnDevice ?? [] : [];
      try {
        const session = await ort.InferenceSession.create(model, {
          executionProviders: [provider],
          graphOptimizationLevel: 'all',
          ...(onDevice.length > 0 ? { preferredOutputLocation: Object.fromEntries(onDevice.map((name) => [name, 'gpu-buffer'] as const)) } : {}),
        });
        await watchDevice();
        return wrapSession(session);
      } catch (cause) {
        throw new AppError({
          code: 'session-failed', cause,
          message: `Expected ${kind === 'webgpu' ? 'WebGPU' : 'WebAssembly'} to load the graph but received: ${describe(cause)}`,
          recovery: 'Reload the page, or choose another model.',
        });
      }
    },
  };
}

const tensors = new WeakMap<RuntimeTensor, Tensor>();

function wrapTensor(tensor: Tensor): RuntimeTensor {
  const wrapped: RuntimeTensor = {
    dims: tensor.dims,
    async read() {
      return (await tensor.getData()) as Float32Array<ArrayBuffer>;
    },
    dispose: () => { tensor.dispose(); },
  };
  tensors.set(wrapped, tensor);
  return wrapped;
}

function unwrap(tensor: RuntimeTensor): Tensor {
  const known = tensors.get(tensor);
  if (!known) throw new AppError({ code: 'foreign-tensor', message: 'Expected a tensor of this runtime but received one of another.' });
  return known;
}

function wrapSession(session: InferenceSession): RuntimeSession {
  return {
    async run(inputs) {
      const feeds = Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, unwrap(tensor)]));
      const outputs = await session.run(feeds);
      return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, wrapTensor(tensor)]));
    },
    release: () => session.release(),
  };
}
