import { beforeAll, describe, expect, it, vi } from 'vitest';
import { probeGpu } from '../../../src/engine/probe-gpu.ts';

/** As much of WebGPU as the probe uses; `computed` is what its device gives back for 2 i + 1. */
function gpuOf(computed: (i: number) => number, { adapterMs = 0 }: { readonly adapterMs?: number } = {}): { gpu: GPU; destroyed: () => number } {
  const destroy = vi.fn();
  const samples = Float32Array.from({ length: 64 }, (_, i) => computed(i));
  const pass = { setPipeline: vi.fn(), setBindGroup: vi.fn(), dispatchWorkgroups: vi.fn(), end: vi.fn() };
  const device = {
    destroy,
    createBuffer: () => ({ mapAsync: () => Promise.resolve(), getMappedRange: () => samples.buffer }),
    createShaderModule: vi.fn(), createBindGroup: vi.fn(),
    createComputePipelineAsync: () => Promise.resolve({ getBindGroupLayout: vi.fn() }),
    createCommandEncoder: () => ({ beginComputePass: () => pass, copyBufferToBuffer: vi.fn(), finish: vi.fn() }),
    queue: { writeBuffer: vi.fn(), submit: vi.fn() },
  };
  const adapter = { info: { vendor: 'acme', architecture: 'one', description: '' }, requestDevice: () => Promise.resolve(device) };
  const gpu = { requestAdapter: async () => { await new Promise((resolve) => setTimeout(resolve, adapterMs)); return adapter; } };
  return { gpu: gpu as unknown as GPU, destroyed: () => destroy.mock.calls.length };
}

beforeAll(() => {
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_DST: 2, COPY_SRC: 4, MAP_READ: 8 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});

describe('probeGpu', () => {
  it('takes a GPU that computes rightly, names it and gives the device back', async () => {
    const { gpu, destroyed } = gpuOf((i) => i * 2 + 1);
    expect(await probeGpu(gpu)).toEqual({ isUsable: true, reason: 'Adapter: acme one.' });
    expect(destroyed()).toBe(1);
  });

  it('refuses wrong numbers, silence, a failing adapter and none, each with its reason', async () => {
    const wrong = gpuOf(() => 0);
    expect(await probeGpu(wrong.gpu)).toEqual({ isUsable: false, reason: 'WebGPU is there but computes wrong numbers.' });
    expect(wrong.destroyed()).toBe(1);
    expect(await probeGpu(gpuOf((i) => i * 2 + 1, { adapterMs: 200 }).gpu, 20)).toEqual({ isUsable: false, reason: 'WebGPU did not answer within 0.02 s.' });
    const failing = { requestAdapter: () => Promise.reject(new Error('no driver')) } as unknown as GPU;
    expect(await probeGpu(failing)).toEqual({ isUsable: false, reason: 'WebGPU is there but does not start: no driver' });
    expect(await probeGpu({ requestAdapter: () => Promise.resolve(null) } as unknown as GPU)).toEqual({ isUsable: false, reason: 'This browser offers no WebGPU adapter.' });
    expect(await probeGpu(undefined)).toEqual({ isUsable: false, reason: 'This browser has no WebGPU.' });
  });
});
