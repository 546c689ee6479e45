import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/core/app-error.ts';
import { fetchBytes, fetchPart } from '../../../src/bundle/bundle-url.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A server that sends a byte every so often and then falls silent. */
function dripping(everyMs: number, count: number): void {
  vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => { controller.error(signal.reason); });
        const send = (): void => {
          if (signal.aborted || sent++ === count) return;
          controller.enqueue(Uint8Array.of(1));
          setTimeout(send, everyMs);
        };
        setTimeout(send, everyMs);
      },
    });
    return Promise.resolve(new Response(body));
  });
}

const code = (call: Promise<unknown>): Promise<string> => call.then(() => 'done', (thrown: unknown) => (thrown instanceof AppError ? thrown.code : (thrown as Error).name));

describe('fetchBytes', () => {
  it('gives up a download that falls silent, and none that is merely slow', async () => {
    dripping(20_000, 10);
    let received = 0;
    const ended = code(fetchBytes('https://mien.test/a.onnx', (bytes) => { received += bytes; }));
    await vi.advanceTimersByTimeAsync(200_000);
    expect(received).toBe(10);
    await vi.advanceTimersByTimeAsync(30_001);
    expect(await ended).toBe('bundle-stalled');
  });

  it('gives up a server that never answers, and calls a part of the app by its name', async () => {
    vi.stubGlobal('fetch', (_url: string, { signal }: { signal: AbortSignal }) => new Promise((_, reject) => { signal.addEventListener('abort', () => { reject(signal.reason as Error); }); }));
    const ended = [code(fetchBytes('https://mien.test/a.onnx')), code(fetchPart('the runtime', 'https://mien.test/a.wasm'))];
    await vi.advanceTimersByTimeAsync(30_001);
    expect(await Promise.all(ended)).toEqual(['bundle-stalled', 'part-unreachable']);
  });

  it('a cancelled download is cancelled, not stalled', async () => {
    dripping(10, 5);
    const stop = new AbortController();
    const ended = code(fetchBytes('https://mien.test/a.onnx', undefined, stop.signal));
    await vi.advanceTimersByTimeAsync(20);
    stop.abort();
    expect(await ended).toBe('AbortError');
  });

  it('a page in the place of a model or a part is neither', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })));
    expect([await code(fetchBytes('https://mien.test/a.onnx')), await code(fetchPart('the runtime', 'https://mien.test/a.wasm'))]).toEqual(['bundle-file-missing', 'part-unreachable']);
  });
});
