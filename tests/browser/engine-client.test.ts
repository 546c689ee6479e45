import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createEngineClient, type EngineClientOptions } from '../../src/bridge/create-engine-client.ts';
import type { EngineClient, EngineEvent } from '../../src/bridge/engine-client.ts';
import type { Progress, RenderedPatch, RenderRequest } from '../../src/engine/engine-protocol.ts';
import type { FaceTask } from '../../src/edit/face-edit.ts';
import EngineWorker from '../../src/engine/engine-worker.ts?worker';

const metadata = { keepsMetadata: true, keepsLocation: true, saysAi: true };
const clients: EngineClient[] = [];
/** The sample is a square of a face. */
const SAMPLE_PX = 768;
const square = { centreXPx: SAMPLE_PX / 2, centreYPx: SAMPLE_PX / 2, sidePx: SAMPLE_PX, rotationRad: 0 };
const faces = { source: { baseUrl: new URL('/models/faces/', location.href).href }, backend: 'wasm' } as const;
/** For what no model's size matters to. */
const tiny = { ...faces, source: { baseUrl: new URL('/test-results/tiny/', location.href).href } } as const;
let photo: Blob;

function client(options?: EngineClientOptions): EngineClient {
  const made = createEngineClient(options);
  clients.push(made);
  return made;
}

/** A client whose workers can be killed by hand. */
function mortalClient(onSpawn: (worker: Worker) => void = () => undefined): { engine: EngineClient; workers: Worker[]; events: EngineEvent[] } {
  const workers: Worker[] = [];
  const events: EngineEvent[] = [];
  const engine = client({ spawn: (name) => { const worker = new EngineWorker({ name }); workers.push(worker); onSpawn(worker); return worker; } });
  engine.subscribe((event) => { events.push(event); });
  return { engine, workers, events };
}

function smiling(level: number, at = square): FaceTask {
  return { square: at, edit: { kind: 'attributes', sourceValues: [0, 0, 0], levels: [level, 0, 0] } };
}

function smile(pictureId: string, level: number, { at = square, maxSidePx = 256 } = {}): RenderRequest {
  return { pictureId, detail: 0, faces: [smiling(level, at)], wanted: [{ face: 0, maxSidePx }] };
}

/** The one face's bitmap of a render's answer. */
function bitmapOf(patches: readonly RenderedPatch[] | undefined): ImageBitmap {
  const bitmap = patches?.[0]?.bitmap;
  if (!bitmap) throw new Error('the engine rendered nothing');
  return bitmap;
}

async function pixels(source: Blob | ImageBitmap): Promise<Uint8ClampedArray> {
  const bitmap = source instanceof Blob ? await createImageBitmap(source) : source;
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, bitmap.width, bitmap.height).data;
}

function largestDifference(a: Uint8ClampedArray, b: Uint8ClampedArray): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

// Threads that wait for each other do so in a loop, which takes a core from the journeys beside; one test is about them.
const cores = vi.spyOn(navigator, 'hardwareConcurrency', 'get').mockReturnValue(1);

beforeAll(async () => {
  photo = await (await fetch('/samples/average-man.webp')).blob();
});

/** One client with the shipped model for tests that leave it as it was. */
let lasting: EngineClient;

beforeAll(async () => {
  lasting = createEngineClient();
  await lasting.loadBundle(faces);
});
afterAll(() => { lasting.dispose(); });

afterEach(() => {
  for (const made of clients.splice(0)) made.dispose();
});

describe('loading a bundle', () => {
  it('reports bytes that only grow, towards a fixed total, and end at it; uses the threads that isolation allows', async () => {
    cores.mockRestore();
    const seen: Progress[] = [];
    const { backend, manifest } = await client().loadBundle(faces, { onProgress: (p) => seen.push(p) });
    expect(crossOriginIsolated).toBe(true);
    expect(backend).toMatchObject({ kind: 'wasm', threads: Math.min(8, navigator.hardwareConcurrency) });
    expect(backend.selfCheckError).toBeLessThanOrEqual(manifest.check.tolerance);
    expect(new Set(seen.map((p) => p.totalBytes)).size).toBe(1);
    expect(seen.every((p, i) => i === 0 || p.doneBytes >= seen[i - 1]!.doneBytes)).toBe(true);
    expect(seen.at(-1)?.doneBytes).toBe(seen.at(-1)?.totalBytes);
    vi.spyOn(navigator, 'hardwareConcurrency', 'get').mockReturnValue(1);
  });

  it('renders weights of 8 bits as native onnxruntime did', async () => {
    const { backend, manifest } = await client().loadBundle({ source: { baseUrl: new URL('/test-results/tiny-int8/', location.href).href }, backend: 'wasm' });
    expect(manifest.storage).toBe('int8');
    expect(backend.selfCheckError).toBeLessThan(manifest.check.tolerance / 50);
  });

  it('says which file is missing, and keeps the bundle that was loaded', async () => {
    const engine = client();
    await engine.loadBundle(faces);
    const missing = { ...faces, source: { baseUrl: new URL('/models/none/', location.href).href } };
    await expect(engine.loadBundle(missing)).rejects.toMatchObject({ code: 'bundle-file-missing', message: expect.stringContaining('manifest.json') as string });
    const { pictureId } = await engine.openPicture(photo);
    expect(bitmapOf(await engine.render(smile(pictureId, 1)))).toBeDefined();
  });

  it('can be cancelled, and another load works afterwards', async () => {
    const engine = client();
    const controller = new AbortController();
    const load = engine.loadBundle(faces, { signal: controller.signal, onProgress: () => { controller.abort(); } });
    await expect(load).rejects.toHaveProperty('name', 'AbortError');
    await expect(engine.loadBundle(faces)).resolves.toHaveProperty('manifest.id', 'faces');
  });
});

describe('pictures', () => {
  it.each([
    ['picture-empty', new File([], 'empty.jpg', { type: 'image/jpeg' })],
    ['picture-unreadable', new File(['just words'], 'letter.jpg', { type: 'image/jpeg' })],
  ])('refuses with %s, and a good file works right after', async (code, file) => {
    const engine = client();
    await expect(engine.openPicture(file)).rejects.toMatchObject({ code, message: expect.stringContaining(file.name) as string });
    await expect(engine.openPicture(photo)).resolves.toMatchObject({ widthPx: SAMPLE_PX, heightPx: SAMPLE_PX });
  });

  it('come back sample by sample when no level differs, in PNG', async () => {
    const engine = lasting;
    const { pictureId } = await engine.openPicture(photo);
    const saved = await engine.save({ pictureId, faces: [smiling(0)], detail: 0, format: 'png', quality: 1, metadata });
    expect(largestDifference(await pixels(saved), await pixels(photo))).toBe(0);
    expect((await engine.render(smile(pictureId, 0)))?.[0]).toMatchObject({ bitmap: undefined });
  });

  it('are saved as they are shown, in the format asked for', async () => {
    const engine = lasting;
    const { pictureId } = await engine.openPicture(photo);
    const shown = await engine.render(smile(pictureId, 1, { maxSidePx: 4096 }));
    const save = (format: 'png' | 'jpeg' | 'webp'): Promise<Blob> => engine.save({ pictureId, faces: [smiling(1)], detail: 0, format, quality: 0.9, metadata });
    expect(largestDifference(await pixels(await save('png')), await pixels(bitmapOf(shown)))).toBeLessThanOrEqual(1);
    for (const format of ['jpeg', 'webp'] as const) {
      const blob = await save(format);
      expect(blob.type).toBe(`image/${format}`);
      expect((await pixels(blob)).length).toBe(SAMPLE_PX * SAMPLE_PX * 4);
    }
  });
});

describe('renders', () => {
  it('asked for all at once: the last one is answered, none deadlocks, replaced ones resolve to undefined', async () => {
    const engine = lasting;
    const { pictureId } = await engine.openPicture(photo);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => engine.render(smile(pictureId, (i + 1) / 40))));
    const alone = await engine.render(smile(pictureId, 1));
    expect(answers.filter((a) => a !== undefined).length).toBe(2);
    expect(largestDifference(await pixels(bitmapOf(answers.at(-1))), await pixels(bitmapOf(alone)))).toBe(0);
  });

  it('of several faces: answered for the wanted ones, laid over those beneath, and saved as they are shown', async () => {
    const engine = lasting;
    const { pictureId } = await engine.openPicture(photo);
    const tasks = [smiling(1), smiling(0.7, { ...square, centreXPx: 200, sidePx: 300, rotationRad: 0.3 })];
    const render = async (...wanted: number[]) => engine.render({ pictureId, detail: 0, faces: tasks, wanted: wanted.map((face) => ({ face, maxSidePx: 4096 })) });
    const both = await render(0, 1);
    const above = await render(1);
    expect([both?.length, above?.length]).toEqual([2, 1]);
    expect(largestDifference(await pixels(bitmapOf(above)), await pixels(bitmapOf(both?.slice(1))))).toBe(0);
    const canvas = new OffscreenCanvas(SAMPLE_PX, SAMPLE_PX).getContext('2d')!;
    for (const { rect, bitmap } of both ?? []) canvas.drawImage(bitmap!, rect.xPx, rect.yPx);
    const saved = await engine.save({ pictureId, faces: tasks, detail: 0, format: 'png', quality: 1, metadata });
    expect(largestDifference(canvas.getImageData(0, 0, SAMPLE_PX, SAMPLE_PX).data, await pixels(saved))).toBeLessThanOrEqual(1);
  });

  it('run beside analyses and saves without a deadlock', async () => {
    const engine = lasting;
    const { pictureId } = await engine.openPicture(photo);
    const other = { ...square, sidePx: 400 };
    const results = await Promise.all([
      engine.render(smile(pictureId, 1)),
      engine.analyseFace(pictureId, other),
      engine.save({ pictureId, faces: [smiling(0.5)], detail: 1, format: 'png', quality: 1, metadata }),
      engine.analyseFace(pictureId, square),
    ]);
    expect(results.every((r) => r !== undefined)).toBe(true);
  });
});

describe('a worker that dies', () => {
  it('mid-render: a new one takes over, the render is answered, the edit goes on', async () => {
    const { engine, workers, events } = mortalClient();
    await engine.loadBundle(faces);
    const { pictureId } = await engine.openPicture(photo);
    const before = await engine.render(smile(pictureId, 1));
    // The crop of a new square has to be taken and encoded first: long enough to be in the middle of.
    const during = engine.render(smile(pictureId, 1, { at: { ...square, sidePx: 511 } }));
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    workers[0]?.terminate();
    expect(bitmapOf(await during)).toBeDefined();
    expect(largestDifference(await pixels(bitmapOf(await engine.render(smile(pictureId, 1)))), await pixels(bitmapOf(before)))).toBe(0);
    expect(workers.length).toBe(2);
    expect(events.some((event) => event.type === 'restarted')).toBe(true);
  });

  it('at rest: it is noticed without a request', async () => {
    const { engine, workers, events } = mortalClient();
    await engine.loadBundle(tiny);
    workers[0]?.terminate();
    await expect.poll(() => events.map((event) => event.type), { timeout: 15_000 }).toContain('restarted');
  });

  it('again and again: gives up with an error that says so instead of looping', async () => {
    let doom: (worker: Worker) => void = () => undefined;
    const { engine, workers } = mortalClient((worker) => { doom(worker); });
    await engine.loadBundle(tiny);
    const { pictureId } = await engine.openPicture(photo);
    doom = (worker) => { worker.addEventListener('message', () => { worker.terminate(); }); };
    workers[0]?.terminate();
    await expect(engine.analyseFace(pictureId, square)).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(workers.length).toBe(2);
  });

  it('at every render: gives up after a few instead of starting one worker after the other', async () => {
    let isDeadly = false;
    const { engine, workers } = mortalClient((worker) => {
      const post = worker.postMessage.bind(worker) as (message: { name?: string }) => void;
      worker.postMessage = (message: { name?: string }) => { post(message); if (isDeadly && message.name === 'render') worker.terminate(); };
    });
    await engine.loadBundle(tiny);
    const { pictureId } = await engine.openPicture(photo);
    isDeadly = true;
    for (let i = 0; i < 4; i++) await expect(engine.render(smile(pictureId, 1))).rejects.toMatchObject({ code: 'engine-crashed' });
    expect(workers.length).toBeLessThanOrEqual(4);
  });
});

describe('a worker that died once too often', () => {
  it('rests, and the next request after that starts another one with all that was open', async () => {
    let isDeadly = false;
    const workers: Worker[] = [];
    const engine = client({
      restMs: 300,
      spawn: (name) => {
        const worker = new EngineWorker({ name });
        workers.push(worker);
        const post = worker.postMessage.bind(worker) as (message: { name?: string }) => void;
        worker.postMessage = (message: { name?: string }) => { post(message); if (isDeadly && message.name === 'render') worker.terminate(); };
        return worker;
      },
    });
    await engine.loadBundle(tiny);
    const { pictureId } = await engine.openPicture(photo);
    isDeadly = true;
    for (let i = 0; i < 3; i++) await expect(engine.render(smile(pictureId, 1))).rejects.toMatchObject({ code: 'engine-crashed' });
    isDeadly = false;
    await new Promise((resolve) => setTimeout(resolve, 400));
    await expect(engine.render(smile(pictureId, 1))).resolves.toBeDefined();
  });
});

describe('a worker that hangs', () => {
  const mute = 'navigator.locks.request(self.name, () => { postMessage({ type: "ready" }); return new Promise(() => {}); });';

  /** A client whose first worker starts and then says nothing. */
  function muteFirst(): { engine: EngineClient; spawned: () => number } {
    let count = 0;
    const engine = client({
      hangMs: 10_000,
      spawn: (name) => (count++ === 0 ? new Worker(URL.createObjectURL(new Blob([mute], { type: 'text/javascript' })), { name }) : new EngineWorker({ name })),
    });
    return { engine, spawned: () => count };
  }

  it('is replaced, and what was asked is answered by the next one', async () => {
    const { engine, spawned } = muteFirst();
    await expect(engine.openPicture(photo)).resolves.toMatchObject({ widthPx: SAMPLE_PX });
    expect(spawned()).toBe(2);
  });

  it('in the very first load: its successor does not try WebGPU again, and says why', async () => {
    const { backend } = await muteFirst().engine.loadBundle({ ...tiny, backend: 'auto' });
    expect(backend).toMatchObject({ kind: 'wasm', reason: expect.stringContaining('hung before') as string });
  });

  it('is found out although the page goes on asking', async () => {
    const { engine, spawned } = muteFirst();
    const asking = setInterval(() => { void engine.closePicture('none').catch(() => undefined); }, 500);
    try {
      await expect(engine.openPicture(photo)).resolves.toMatchObject({ widthPx: SAMPLE_PX });
      expect(spawned()).toBe(2);
    } finally {
      clearInterval(asking);
    }
  });
});

describe('while another bundle loads', () => {
  it('the present one goes on rendering', async () => {
    const engine = client();
    await engine.loadBundle(faces);
    const { pictureId } = await engine.openPicture(photo);
    const order: string[] = [];
    const load = engine.loadBundle(faces, { onProgress: () => { if (order.length === 0) order.push('downloading'); } }).then(() => { order.push('loaded'); });
    await engine.render(smile(pictureId, 0.3));
    order.push('rendered');
    await load;
    expect(order.indexOf('rendered')).toBeLessThan(order.indexOf('loaded'));
  });
});

describe('a load cancelled too late', () => {
  it('whose result crossed the cancellation: the worker is put back on the bundle that was chosen', async () => {
    const results: string[] = [];
    const { engine } = mortalClient((worker) => {
      const post = worker.postMessage.bind(worker) as (message: { type: string }) => void;
      worker.postMessage = (message: { type: string }) => { if (message.type !== 'cancel') post(message); };
      worker.addEventListener('message', ({ data }: MessageEvent<{ value?: { manifest?: { id: string } } }>) => { results.push(data.value?.manifest?.id ?? ''); });
    });
    await engine.loadBundle(faces);
    const { pictureId } = await engine.openPicture(photo);
    const expected = await pixels(bitmapOf(await engine.render(smile(pictureId, 1))));
    const controller = new AbortController();
    await expect(engine.loadBundle(tiny, { signal: controller.signal, onProgress: () => { controller.abort(); } })).rejects.toHaveProperty('name', 'AbortError');
    // The worker knows of no cancellation and goes on to the tiny bundle.
    await expect.poll(() => results, { timeout: 20_000 }).toContain('tiny');
    expect(largestDifference(await pixels(bitmapOf(await engine.render(smile(pictureId, 1)))), expected)).toBe(0);
  });

  it('at any moment: either it is loaded, or the worker stays on the bundle that was chosen', async () => {
    const engine = client();
    await engine.loadBundle(faces);
    const { pictureId } = await engine.openPicture(photo);
    const render = async (): Promise<Uint8ClampedArray> => pixels(bitmapOf(await engine.render(smile(pictureId, 1))));
    const expected = await render();
    for (let delayMs = 0; delayMs < 200; delayMs += 25) {
      const controller = new AbortController();
      const cancelLate = ({ stage }: Progress): void => { if (stage === 'self-check') setTimeout(() => { controller.abort(); }, delayMs); };
      const isLoaded = await engine.loadBundle(tiny, { signal: controller.signal, onProgress: cancelLate }).then(() => true, () => false);
      if (isLoaded) {
        expect(largestDifference(await render(), expected)).toBeGreaterThan(0);
        await engine.loadBundle(faces);
      }
      // A result that comes after its cancellation makes the client load its own bundle again: the second answer is of that.
      await engine.analyseFace(pictureId, square);
      await engine.analyseFace(pictureId, square);
      expect(largestDifference(await render(), expected)).toBe(0);
    }
  });
});
