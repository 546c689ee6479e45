import { describe, expect, it } from 'vitest';
import { stallingFetch } from '../../../src/face/stalling-fetch.ts';

/** A server that sends so many pieces, one every so often, and falls silent or ends. */
function server(everyMs: number, count: number, ends: boolean): typeof fetch {
  return (_input, init) => {
    const { signal } = init as { signal: AbortSignal };
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => { controller.error(signal.reason); });
      },
      async pull(controller) {
        await new Promise((resolve) => { setTimeout(resolve, everyMs); });
        if (sent++ < count) controller.enqueue(Uint8Array.of(sent));
        else if (ends) controller.close();
        else await new Promise(() => undefined);
      },
    });
    return Promise.resolve(new Response(body, { status: 203, headers: { 'x-a': 'b' } }));
  };
}

describe('stallingFetch', () => {
  it('passes on a slow answer, whole', async () => {
    const response = await stallingFetch(server(20, 8, true), 120)('https://mien.test/');
    expect([response.status, response.headers.get('x-a'), (await response.arrayBuffer()).byteLength]).toEqual([203, 'b', 8]);
  });

  it('gives up one that falls silent, and one that never comes', async () => {
    await expect(stallingFetch(server(5, 3, false), 100)('https://mien.test/')).rejects.toThrow();
    const never: typeof fetch = (_input, init) => new Promise((_, reject) => { init?.signal?.addEventListener('abort', () => { reject(new Error('given up')); }); });
    await expect(stallingFetch(never, 50)('https://mien.test/')).rejects.toThrow('given up');
  });
});
