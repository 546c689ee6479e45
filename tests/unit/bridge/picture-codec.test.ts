import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPictureCodec } from '../../../src/bridge/create-picture-codec.ts';
import type { PictureCodec } from '../../../src/bridge/picture-codec.ts';
import { FILE_LIMIT_MS } from '../../../src/core/file-limit.ts';
import type { CodecCalls, EncodeRequest } from '../../../src/picture/codec-protocol.ts';
import { workerFactory, type WorkerDouble } from '../rpc/worker-double.ts';
import { batchBench, numbered, outcome, start } from '../state/batch/batch-double.ts';

/** A picture of this width, in pixels, the worker never comes back from. */
const HANGS = 7;

let workers: WorkerDouble[];
let codec: PictureCodec;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('location', { href: 'https://mien.test/' });
  const made = workerFactory<CodecCalls, never>({
    decode: () => Promise.reject(new Error('Expected no picture to be decoded.')),
    // All that it was given before it hangs is lost with it: nothing here waits for its turn.
    encode: ({ picture: { widthPx, data } }) => (widthPx === HANGS ? new Promise(() => undefined) : Promise.resolve(new Blob([data]))),
  });
  workers = made.workers;
  // As between a page and its worker: what moves there is empty here.
  codec = createPictureCodec({ spawn: (name) => moving(made.spawn(name)) });
});
afterEach(() => {
  codec.dispose();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('an encoder that hangs on a picture', () => {
  it('is ended after five minutes; another one encodes those that waited behind it', async () => {
    expect((await codec.encode(request(1))).size).toBe(4);
    const lost = expect(codec.encode(request(HANGS))).rejects.toMatchObject({ code: 'codec-hung' });
    const behind = [codec.encode(request(2)), codec.encode(request(3))];
    await vi.advanceTimersByTimeAsync(FILE_LIMIT_MS);
    await lost;
    expect((await Promise.all(behind)).map(({ size }) => size)).toEqual([4, 4]);
    expect(workers.map(({ isEnded }) => isEnded)).toEqual([true, false]);
  });

  it('fails that file of a batch alone, however many hang', async () => {
    const { locks } = navigator;
    const bench = batchBench();
    vi.stubGlobal('navigator', { storage: navigator.storage, locks });
    const { batch } = bench;
    const hanging = ['000.png', '001.png', '005.png'];
    let next = 0;
    bench.batch = {
      ...batch,
      startWorkers: () => {
        const own = batch.startWorkers();
        // Files are encoded in their order here; a double's picture says nothing of the file that it is of.
        const encode: PictureCodec['encode'] = () => codec.encode(request(hanging.includes(`00${next++}.png`) ? HANGS : 1));
        return { ...own, codec: { ...own.codec, encode } };
      },
    };
    const run = start(bench, numbered(8));
    await vi.advanceTimersByTimeAsync(3 * FILE_LIMIT_MS);
    await run;
    expect(Object.values(outcome(bench)).filter((state) => state === 'codec-hung')).toHaveLength(hanging.length);
    expect(Object.values(outcome(bench)).filter((state) => state === 'done')).toHaveLength(8 - hanging.length);
    expect(workers).toHaveLength(1 + hanging.length);
  });
});

it('encodes nothing more once it is done with', async () => {
  const open = [codec.encode(request(HANGS)), codec.encode(request(1))].map((encoded) => expect(encoded).rejects.toMatchObject({ code: 'codec-ended' }));
  await vi.advanceTimersByTimeAsync(0);
  codec.dispose();
  await Promise.all(open);
  expect(workers.map(({ isEnded }) => isEnded)).toEqual([true]);
});

function request(widthPx: number): EncodeRequest {
  return { picture: { widthPx, heightPx: 1, data: new Uint8ClampedArray(4), icc: undefined }, metadata: {}, encoding: { format: 'png', quality: 0.9 }, choice: { keepsMetadata: false, keepsLocation: false, saysAi: false } };
}

function moving(worker: Worker): Worker {
  const post = worker.postMessage.bind(worker);
  worker.postMessage = (message: unknown, transfer: unknown) => {
    post(message);
    for (const buffer of transfer as ArrayBuffer[] | undefined ?? []) structuredClone(buffer, { transfer: [buffer] });
  };
  return worker;
}
