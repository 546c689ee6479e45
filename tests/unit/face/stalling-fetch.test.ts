import { describe, expect, it, vi } from 'vitest';
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
    const response = await stallingFetch(server(20, 8, true), () => { throw new Error('missing'); }, 120)('https://mien.test/');
    expect([response.status, response.headers.get('x-a'), (await response.arrayBuffer()).byteLength]).toEqual([203, 'b', 8]);
  });

  it('gives up one that falls silent, and one that never comes', async () => {
    const missing = vi.fn();
    await expect(stallingFetch(server(5, 3, false), missing, 100)('https://mien.test/')).rejects.toThrow();
    const never: typeof fetch = (_input, init) => new Promise((_, reject) => { init?.signal?.addEventListener('abort', () => { reject(new Error('given up')); }); });
    await expect(stallingFetch(never, missing, 50)('https://mien.test/')).rejects.toThrow('given up');
    expect(missing.mock.calls).toEqual([[expect.objectContaining({ code: 'part-unreachable', message: expect.stringContaining('nothing for 0.1 s') as string })], [expect.anything()]]);
  });

  it('tells of a file that is missing, or a page in its place', async () => {
    const missing = vi.fn();
    const answers = [new Response('', { status: 404 }), new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } })];
    for (const answer of answers) await expect(stallingFetch(() => Promise.resolve(answer), missing)('https://mien.test/folder/a.wasm')).rejects.toThrow();
    expect(missing.mock.calls.map(([error]) => (error as Error).message)).toEqual(['status 404', 'a web page'].map((why) => `Expected to load the face finder's file a.wasm of this app but received "${why}".`));
  });
});
