import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFaceFinder } from '../../../src/bridge/create-face-finder.ts';
import type { FaceFinderClient, FaceFinderPicture } from '../../../src/bridge/face-finder.ts';
import type { PictureCodec } from '../../../src/bridge/picture-codec.ts';
import { FILE_LIMIT_MS } from '../../../src/core/file-limit.ts';
import { AppError } from '../../../src/core/app-error.ts';
import type { FoundFace } from '../../../src/face/face-finder.ts';
import type { FinderCalls } from '../../../src/face/finder-protocol.ts';
import { SerialQueue } from '../../../src/rpc/serial-queue.ts';
import type { BatchWorkers } from '../../../src/state/batch/batch.ts';
import { workerFactory, type WorkerDouble } from '../rpc/worker-double.ts';
import { batchBench, numbered, outcome, RECIPE, start } from '../state/batch/batch-double.ts';
import { faceAt, middle } from '../state/finder-double.ts';

/** Pictures of this width, in pixels, the worker never comes back from, and at those of the other it fails for good. */
const [HANGS, FAILS] = [7, 8];
const FACE = faceAt(middle(100, 100));

let workers: WorkerDouble[];
let finder: FaceFinderClient;
const picture = (widthPx: number): FaceFinderPicture => ({ bitmap: 'bitmap' as unknown as ImageBitmap, widthPx, heightPx: 1 });

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { href: 'https://mien.test/' });
  // One picture at a time, as the real workers do; one that is replaced is not heard any more.
  let queue = new SerialQueue();
  const made = workerFactory<FinderCalls<FoundFace, ImageBitmap>, never>({
    find: ({ picture: { widthPx } }) => queue.add(() => {
      if (widthPx === FAILS) return Promise.reject(new AppError({ code: 'face-finder-failed', message: 'Expected faces.' }));
      return widthPx === HANGS ? new Promise(() => undefined) : Promise.resolve([FACE]);
    }),
  });
  workers = made.workers;
  finder = createFaceFinder({ spawn: (name) => { queue = new SerialQueue(); return made.spawn(name); } });
});
afterEach(() => {
  finder.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a finder that hangs on a picture', () => {
  it('is ended after five minutes; another one looks at those that waited behind it', async () => {
    expect(await finder.find(picture(1))).toHaveLength(1);
    let isOver = false;
    const lost = expect(finder.find(picture(HANGS)).finally(() => { isOver = true; })).rejects.toMatchObject({ code: 'face-finder-hung' });
    const behind = [finder.find(picture(2)), finder.find(picture(3))];
    await vi.advanceTimersByTimeAsync(FILE_LIMIT_MS - 1000);
    expect([isOver, workers.length]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(1000);
    await lost;
    expect((await Promise.all(behind)).map((faces) => faces.length)).toEqual([1, 1]);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  it('fails that file of a batch alone, however many hang', async () => {
    const { locks } = navigator;
    const bench = batchBench();
    vi.stubGlobal('navigator', { storage: navigator.storage, locks });
    const { batch } = bench;
    bench.batch = { ...batch, startWorkers: () => withFinder(batch.startWorkers(), finder) };
    const run = start(bench, numbered(8), { recipe: { ...RECIPE, crop: 'detect' } });
    await vi.advanceTimersByTimeAsync(3 * FILE_LIMIT_MS);
    await run;
    const hung = [0, 1, 5];
    expect(outcome(bench)).toEqual(Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`00${i}.png`, hung.includes(i) ? 'face-finder-hung' : 'done'])));
    expect(workers).toHaveLength(1 + hung.length);
  });
});

it('a finder that failed for good fails what it was at, and another one looks at the rest', async () => {
  const [failed, behind] = await Promise.allSettled([finder.find(picture(FAILS)), finder.find(picture(1))]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { code: 'face-finder-failed' } });
  expect(behind).toMatchObject({ status: 'fulfilled', value: [FACE] });
});

/** The run's own workers with this finder; the pictures "0", "1" and "5" are those that it hangs on. */
function withFinder({ codec, ...workersOfRun }: BatchWorkers, own: FaceFinderClient): BatchWorkers {
  const decode: PictureCodec['decode'] = async (blob) => {
    const { picture: samples, ...rest } = await codec.decode(blob);
    return { ...rest, picture: { ...samples, widthPx: ['0', '1', '5'].includes(await blob.text()) ? HANGS : 100 } };
  };
  // A double's preview cannot be copied to a worker.
  const find: FaceFinderClient['find'] = ({ widthPx }, options) => own.find(picture(widthPx), options);
  return { ...workersOfRun, codec: { ...codec, decode }, finder: { ...own, find } };
}
