import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { chooseBackend, chooseFlavour, loadOnBestBackend, wasmThreads } from '../../../src/engine/backend.ts';
import type { GpuProbe } from '../../../src/engine/probe-gpu.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import type { Runtime, RuntimeTensor } from '../../../src/engine/runtime.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const choice = { webgpu: true, reason: 'Adapter: test.' };

/** The native runtime under another name, whose every tensor that is read comes back through `distort`. */
function runtimeAs(kind: Runtime['kind'], distort: (value: number) => number = (value) => value): Runtime {
  const native = createNodeRuntime(1);
  const wrap = (tensor: RuntimeTensor): RuntimeTensor => ({ dims: tensor.dims, dispose: () => { tensor.dispose(); }, read: async () => (await tensor.read()).map(distort) });
  const inner = new WeakMap<RuntimeTensor, RuntimeTensor>();
  return {
    kind,
    threads: 1,
    tensor: (data, dims) => native.tensor(data, dims),
    async createSession(model) {
      const session = await native.createSession(model);
      return {
        async run(inputs) {
          const outputs = await session.run(Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, inner.get(tensor) ?? tensor])));
          return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => { const out = wrap(tensor); inner.set(out, tensor); return [name, out]; }));
        },
        release: () => session.release(),
      };
    },
  };
}

describe('loadOnBestBackend', () => {
  it('takes WebGPU when its self-check passes', async () => {
    const { backend, model } = await loadOnBestBackend(await tinyBundle(), choice, { create: (kind) => Promise.resolve(runtimeAs(kind)) });
    expect(backend).toMatchObject({ kind: 'webgpu' });
    expect(backend.selfCheckError).toBeLessThan(1e-4);
    expect(backend.reason).toContain('Self-check passed');
    await model.release();
  });

  it.each([
    ['computes garbage', (value: number) => value * 0.5],
    ['computes NaN', () => Number.NaN],
  ])('falls back to WebAssembly, and says why, when WebGPU %s', async (_name, distort) => {
    const { backend, model } = await loadOnBestBackend(await tinyBundle(), choice, { create: (kind) => Promise.resolve(runtimeAs(kind, kind === 'webgpu' ? distort : undefined)) });
    expect(backend.kind).toBe('wasm');
    expect(backend.reason).toMatch(/WebGPU is there but not usable: Expected the check image/);
    await model.release();
  });

  it('refuses a bundle that no backend renders rightly', async () => {
    await expect(loadOnBestBackend(await tinyBundle(), choice, { create: (kind) => Promise.resolve(runtimeAs(kind, (v) => v + 1)) })).rejects.toMatchObject({ code: 'self-check-failed' });
  });

  it('falls back when a WebGPU session cannot be made', async () => {
    const create = (kind: 'webgpu' | 'wasm'): Promise<Runtime> =>
      kind === 'webgpu' ? Promise.reject(new AppError({ code: 'session-failed', message: 'no shader-f16' })) : Promise.resolve(runtimeAs(kind));
    const { backend, model } = await loadOnBestBackend(await tinyBundle(), choice, { create });
    expect(backend).toMatchObject({ kind: 'wasm' });
    expect(backend.reason).toContain('no shader-f16');
    await model.release();
  });
});

const usable: GpuProbe = { isUsable: true, reason: 'Adapter: test.' };
const none: GpuProbe = { isUsable: false, reason: 'This browser has no WebGPU.' };

describe('chooseBackend', () => {
  it('says why there is no WebGPU', () => {
    expect(chooseBackend('auto', 'The engine hung before.', usable)).toEqual({ webgpu: false, reason: 'The engine hung before.' });
    expect(chooseBackend('auto', undefined, none)).toEqual({ webgpu: false, reason: 'This browser has no WebGPU.' });
    expect(chooseBackend('wasm', undefined, usable)).toMatchObject({ webgpu: false, reason: expect.stringContaining('asked for') as string });
    expect(chooseBackend('auto', undefined, usable)).toEqual({ webgpu: true, reason: 'Adapter: test.' });
  });
});

describe('chooseFlavour', () => {
  it('fetches the build that holds the backend, and no other once one is there: not when the GPU fails its check or hangs', () => {
    expect([chooseFlavour({ webgpu: true, reason: '' }, undefined), chooseFlavour({ webgpu: false, reason: '' }, undefined)]).toEqual(['webgpu', 'wasm']);
    expect(chooseFlavour(chooseBackend('auto', 'The engine hung before.', usable), 'webgpu')).toBe('webgpu');
    expect(chooseFlavour({ webgpu: true, reason: '' }, 'wasm')).toBe('wasm');
  });
});

describe('wasmThreads', () => {
  it('uses the cores where the page is isolated, and one thread elsewhere', () => {
    expect([wasmThreads(true, 2), wasmThreads(true, 64), wasmThreads(false, 8)]).toEqual([2, 8, 1]);
  });
});
