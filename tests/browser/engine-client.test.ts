import { afterEach, describe, expect, it } from 'vitest';
import { createEngineClient } from '../../src/bridge/create-engine-client.ts';
import type { EngineClient, Progress } from '../../src/bridge/engine-client.ts';

const clients: EngineClient[] = [];

function client(options?: Parameters<typeof createEngineClient>[0]): EngineClient {
  const made = createEngineClient(options);
  clients.push(made);
  return made;
}

afterEach(() => {
  for (const made of clients.splice(0)) made.dispose();
});

const faces = { source: { baseUrl: new URL('/models/faces/', location.href).href }, backend: 'wasm' } as const;

async function sample(): Promise<Blob> {
  return (await fetch('/samples/average-man.webp')).blob();
}

describe('the engine worker', () => {
  it('loads the default bundle with monotonic progress that ends at its fixed total', async () => {
    const seen: Progress[] = [];
    const loaded = await client().loadBundle(faces, { onProgress: (p) => seen.push(p) });
    console.log(loaded.backend, seen.length, seen.at(-1));
    expect(loaded.backend.kind).toBe('wasm');
    expect(new Set(seen.map((p) => p.totalBytes)).size).toBe(1);
    expect(seen.every((p, i) => i === 0 || p.doneBytes >= seen[i - 1]!.doneBytes)).toBe(true);
    expect(seen.at(-1)?.doneBytes).toBe(seen.at(-1)?.totalBytes);
  });

  it('opens, analyses, renders and saves', async () => {
    const engine = client();
    const { manifest } = await engine.loadBundle(faces);
    const picture = await engine.openPicture(await sample());
    const square = { centreXPx: 256, centreYPx: 256, sidePx: 512, rotationRad: 0 };
    const { logits } = await engine.analyseFace(picture.pictureId, square);
    console.log(logits, manifest.id);
    const sourceValues = logits.map((l) => (l > 0 ? 1 : 0));
    const request = { pictureId: picture.pictureId, square, mode: 'preserve', maxSidePx: 640, edit: { kind: 'attributes', sourceValues, levels: sourceValues.map((v, j) => (j === 0 ? 1 - v : v)) } } as const;
    for (let i = 0; i < 5; i++) console.log(JSON.stringify((await engine.render(request))?.timing));
    const blob = await engine.save({ pictureId: picture.pictureId, faces: [request], mode: 'preserve', format: 'png', quality: 1 });
    expect(blob.type).toBe('image/png');
  });
});
