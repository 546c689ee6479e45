import { afterEach, describe, expect, it } from 'vitest';
import { createEngineClient } from '../../src/bridge/create-engine-client.ts';
import type { EngineClient } from '../../src/bridge/engine-client.ts';
import type { BackendPreference, OpenedPicture, RenderRequest } from '../../src/engine/engine-protocol.ts';

const source = { baseUrl: new URL('/test-results/tiny/', location.href).href };
const square = { centreXPx: 256, centreYPx: 256, sidePx: 512, rotationRad: 0 };
const clients: EngineClient[] = [];

async function photo(): Promise<Blob> {
  return (await fetch('/samples/average-woman.webp')).blob();
}

async function start(backend: BackendPreference): Promise<{ engine: EngineClient; picture: OpenedPicture; kind: string }> {
  const engine = createEngineClient();
  clients.push(engine);
  const { backend: report } = await engine.loadBundle({ source, backend });
  return { engine, kind: report.kind, picture: await engine.openPicture(await photo()) };
}

function request(pictureId: string, level: number): RenderRequest {
  const face = { square, edit: { kind: 'attributes', sourceValues: [0, 0, 0], levels: [level, 0, 0] } } as const;
  return { pictureId, faces: [face], wanted: [{ face: 0, maxSidePx: 256 }], detail: 1 };
}

async function pixels(bitmap: ImageBitmap | undefined): Promise<Uint8ClampedArray> {
  if (!bitmap) throw new Error('no patch');
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return Promise.resolve(context.getImageData(0, 0, bitmap.width, bitmap.height).data);
}

afterEach(() => {
  for (const engine of clients.splice(0)) engine.dispose();
});

describe('WebGPU through the software adapter, with the tiny bundle', () => {
  // One client for all: the software adapter takes twenty seconds to compile its shaders. A lost device is in `journey.webgpu.spec`.
  it('is chosen by itself, passes the self-check, renders what WASM renders, never deadlocks in many renders at once beside analyses, and takes weights of 8 bits', async () => {
    const gpu = await start('auto');
    const cpu = await start('wasm');
    expect([gpu.kind, cpu.kind]).toEqual(['webgpu', 'wasm']);
    const [a, b] = await Promise.all([gpu, cpu].map(async ({ engine, picture }) => pixels((await engine.render(request(picture.pictureId, 1)))?.[0]?.bitmap)));
    const worst = a!.reduce((most, value, i) => Math.max(most, Math.abs(value - b![i]!)), 0);
    console.log(`largest difference between WebGPU and WASM: ${worst} of 255`);
    expect(worst).toBeLessThanOrEqual(2);

    const { engine, picture: { pictureId } } = gpu;
    const renders = Array.from({ length: 12 }, (_, i) => engine.render(request(pictureId, i / 10)));
    const analyses = [400, 300].map((sidePx) => engine.analyseFace(pictureId, { ...square, sidePx }));
    await Promise.all([...renders, ...analyses]);
    expect((await engine.render(request(pictureId, 1)))?.[0]?.bitmap).toBeDefined();

    // Native onnxruntime rendered the picture of its self-check.
    const { backend, manifest } = await engine.loadBundle({ source: { baseUrl: new URL('/test-results/tiny-int8/', location.href).href }, backend: 'auto' });
    expect([manifest.storage, backend.kind]).toEqual(['int8', 'webgpu']);
    expect(backend.selfCheckError).toBeLessThan(manifest.check.tolerance / 10);
  });
});
