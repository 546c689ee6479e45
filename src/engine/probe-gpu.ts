import { describe } from '../core/app-error.ts';

/** What one look at the GPU said, before any runtime was fetched. */
export interface GpuProbe {
  readonly isUsable: boolean;
  /** For people. */
  readonly reason: string;
}

/** A GPU that takes longer for 64 sums, with everything that has to be set up for them, would not keep up with a slider. */
const LIMIT_MS = 10_000;
const COUNT = 64;
const SHADER = `
@group(0) @binding(0) var<storage, read_write> numbers: array<f32>;
@compute @workgroup_size(${COUNT}) fn main(@builtin(global_invocation_id) id: vec3u) { numbers[id.x] = numbers[id.x] * 2.0 + 1.0; }
`;

/** Has the GPU compute something small: an adapter alone promises nothing, and the runtime for it is twice as large as the other. */
export async function probeGpu(gpu: GPU | undefined, limitMs = LIMIT_MS): Promise<GpuProbe> {
  if (!gpu) return { isUsable: false, reason: 'This browser has no WebGPU.' };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<GpuProbe>((resolve) => {
    timer = setTimeout(() => { resolve({ isUsable: false, reason: `WebGPU did not answer within ${limitMs / 1000} s.` }); }, limitMs);
  });
  const answer = ask(gpu).catch((thrown: unknown): GpuProbe => ({ isUsable: false, reason: `WebGPU is there but does not start: ${describe(thrown)}` }));
  return Promise.race([answer, late]).finally(() => { clearTimeout(timer); });
}

async function ask(gpu: GPU): Promise<GpuProbe> {
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return { isUsable: false, reason: 'This browser offers no WebGPU adapter.' };
  const device = await adapter.requestDevice();
  try {
    const isRight = (await doubledAndOne(device)).every((value, i) => value === i * 2 + 1);
    if (!isRight) return { isUsable: false, reason: 'WebGPU is there but computes wrong numbers.' };
  } finally {
    device.destroy();
  }
  const { vendor, architecture, description } = adapter.info;
  return { isUsable: true, reason: `Adapter: ${description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed'}.` };
}

/** `2 i + 1` for each place, computed by the device. */
async function doubledAndOne(device: GPUDevice): Promise<Float32Array> {
  const size = COUNT * Float32Array.BYTES_PER_ELEMENT;
  const numbers = device.createBuffer({ size, usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
  const readable = device.createBuffer({ size, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  device.queue.writeBuffer(numbers, 0, Float32Array.from({ length: COUNT }, (_, i) => i));
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module: device.createShaderModule({ code: SHADER }), entryPoint: 'main' } });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries: [{ binding: 0, resource: { buffer: numbers } }] }));
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(numbers, 0, readable, 0, size);
  device.queue.submit([encoder.finish()]);
  await readable.mapAsync(GPUMapMode.READ);
  return new Float32Array(readable.getMappedRange().slice(0));
}
