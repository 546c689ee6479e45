import { afterEach, describe, expect, it } from 'vitest';
import { createFaceFinder, type FaceFinderOptions } from '../../src/bridge/create-face-finder.ts';
import type { FaceFinderClient, FaceFinderPicture } from '../../src/bridge/face-finder.ts';
import type { DrawnFace } from '../../src/face/face-finder.ts';
import HumanWorker from '../../src/face/human-worker.ts?worker';
import { unionShare } from '../support/union-share.ts';

const opened: FaceFinderClient[] = [];

function finder(options: FaceFinderOptions = {}): FaceFinderClient {
  const made = createFaceFinder(options);
  opened.push(made);
  return made;
}

async function picture(name: string): Promise<FaceFinderPicture> {
  const bitmap = await createImageBitmap(await (await fetch(`/samples/${name}.webp`)).blob());
  return { bitmap, widthPx: bitmap.width, heightPx: bitmap.height };
}

/** The sample small in the lower right quarter of a large grey picture. */
async function inLargePicture(name: string): Promise<FaceFinderPicture> {
  const { bitmap } = await picture(name);
  const canvas = new OffscreenCanvas(1600, 1200);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#889';
  context.fillRect(0, 0, 1600, 1200);
  context.drawImage(bitmap, 1200, 900, 100, 100);
  return { bitmap: canvas.transferToImageBitmap(), widthPx: 6400, heightPx: 4800 };
}

/** The drawn sample twice on a sheet of colour; of the whole picture a half-sized bitmap is seen. */
async function drawing(): Promise<FaceFinderPicture> {
  const { bitmap } = await picture('drawn-girl');
  const canvas = new OffscreenCanvas(900, 600);
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#9b8';
  context.fillRect(0, 0, 900, 600);
  context.drawImage(bitmap, 40, 60, 480, 480);
  context.drawImage(bitmap, 640, 200, 160, 160);
  return { bitmap: canvas.transferToImageBitmap(), widthPx: 1800, heightPx: 1200 };
}

async function emptyPicture(): Promise<FaceFinderPicture> {
  return { bitmap: await createImageBitmap(new ImageData(640, 480)), widthPx: 640, heightPx: 480 };
}

afterEach(() => {
  for (const made of opened.splice(0)) made.dispose();
});

describe('the face worker', () => {
  it('finds the one face of each sample of ours and tells of it what it is asked', async () => {
    const client = finder();
    for (const name of ['average-man', 'average-woman']) {
      const sample = await picture(name);
      const [face, ...others] = await client.find(sample, { withHints: true });
      expect(others).toEqual([]);
      expect(face!.points.leftEye.xPx).toBeLessThan(face!.points.rightEye.xPx);
      expect(face!.points.leftEye.yPx).toBeLessThan(face!.points.mouthLeft.yPx);
      expect(face!.hints.femaleProbability! > 0.5).toBe(name === 'average-woman');
      expect(face!.hints.ageYears).toBeGreaterThan(10);
      expect((await client.find(sample))[0]!.hints).toEqual({});
      expect(sample.bitmap.width).toBeGreaterThan(0);
    }
  });

  it('finds a small face in a large picture and tells it in the picture\'s own pixels', async () => {
    const [face, ...others] = await finder().find(await inLargePicture('average-woman'));
    expect(others).toEqual([]);
    const { leftEye, rightEye, mouthRight } = face!.points;
    expect(leftEye.xPx).toBeGreaterThan(4800);
    expect(rightEye.xPx).toBeLessThan(5200);
    expect(leftEye.yPx).toBeGreaterThan(3600);
    expect(mouthRight.yPx).toBeLessThan(4000);
  });

  it('finds nothing in an empty picture', async () => {
    expect(await finder().find(await emptyPicture())).toEqual([]);
  });

  it('cancels a call without a harm to the next', async () => {
    const client = finder();
    const controller = new AbortController();
    const cancelled = client.find(await inLargePicture('average-man'), { signal: controller.signal });
    const next = client.find(await picture('average-man'));
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await next).toHaveLength(1);
  });

  it('says which networks it could not load, and works again once they are there', async () => {
    const missing = finder({ modelsUrl: new URL('/no-such-folder/', location.href).href });
    await expect(missing.find(await picture('average-man'))).rejects.toMatchObject({ code: 'part-unreachable', message: expect.stringMatching(/face finder's (networks|file) /) as string });
    await expect(missing.find(await picture('average-man'))).rejects.toMatchObject({ code: 'part-unreachable' });
    expect(await finder().find(await picture('average-man'))).toHaveLength(1);
  });

  it('reports a worker that was killed and starts another', async () => {
    const workers: Worker[] = [];
    const client = finder({ spawn: (name) => { const worker = new HumanWorker({ name }); workers.push(worker); return worker; } });
    expect(await client.find(await picture('average-man'))).toHaveLength(1);
    const lost = client.find(await inLargePicture('average-man'));
    workers[0]!.terminate();
    await expect(lost).rejects.toMatchObject({ code: 'face-finder-crashed' });
    expect(await client.find(await picture('average-woman'))).toHaveLength(1);
    expect(workers).toHaveLength(2);
  });
});

describe('the worker of drawn faces', () => {
  it('finds each drawn face, in the picture\'s own pixels, and none where none is', async () => {
    const client = finder();
    const squares = (await client.findDrawn(await drawing())).toSorted((a, b) => b.sidePx - a.sidePx);
    // The sample's face: 300 of its 512 px, from 106 and 122.
    expect(squares).toHaveLength(2);
    const [large, small] = squares as [DrawnFace, DrawnFace];
    expect(unionShare(large, { centreXPx: 80 + 256 * 15 / 8, centreYPx: 120 + 272 * 15 / 8, sidePx: 300 * 15 / 8, rotationRad: 0 })).toBeGreaterThan(0.5);
    expect(unionShare(small, { centreXPx: 1280 + 256 * 5 / 8, centreYPx: 400 + 272 * 5 / 8, sidePx: 300 * 5 / 8, rotationRad: 0 })).toBeGreaterThan(0.5);
    expect(await client.findDrawn(await picture('old-man'))).toEqual([]);
    expect(await client.findDrawn(await emptyPicture())).toEqual([]);
  });

  it('cancels a call without a harm to the next', async () => {
    const client = finder();
    const controller = new AbortController();
    const cancelled = client.findDrawn(await drawing(), controller.signal);
    const next = client.findDrawn(await drawing());
    controller.abort();
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await next).toHaveLength(2);
  });
});
